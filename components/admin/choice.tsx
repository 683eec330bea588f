"use client"

import { Toggle } from "@base-ui/react/toggle"
import { ToggleGroup } from "@base-ui/react/toggle-group"

/** What to choose from, by the words that name it. */
export type Choices<Value extends string> = readonly { readonly value: Value; readonly label: string }[]

/** A row of choices; exactly one is pressed at any time. */
export function Choice<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: Choices<Value>
  value: Value
  onChange: (value: Value) => void
}) {
  return (
    <ToggleGroup<Value>
      aria-label={label}
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
