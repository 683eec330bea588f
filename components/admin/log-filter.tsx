"use client"

import { Toggle } from "@base-ui/react/toggle"
import { ToggleGroup } from "@base-ui/react/toggle-group"
import type { Filter } from "./audit-entry"

const choices: readonly { readonly value: Filter; readonly label: string }[] = [
  { value: "all", label: "All" },
  { value: "allowed", label: "Allowed" },
  { value: "refused", label: "Refused" },
]

/** Chooses which attempts the log shows; exactly one choice is pressed at any time. */
export function LogFilter({ value, onChange }: { value: Filter; onChange: (filter: Filter) => void }) {
  return (
    <ToggleGroup<Filter>
      aria-label="Show"
      value={[value]}
      // Pressing the pressed one asks for none: then nothing changes.
      onValueChange={([chosen]) => chosen && onChange(chosen)}
      className="inline-flex rounded-md border border-line-strong/50 bg-surface p-0.5"
    >
      {choices.map((choice) => (
        <Toggle
          key={choice.value}
          value={choice.value}
          className="min-h-11 rounded px-3 text-ink-soft text-sm transition-colors hover:text-ink data-pressed:bg-accent-wash data-pressed:font-medium data-pressed:text-accent sm:min-h-9"
        >
          {choice.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
