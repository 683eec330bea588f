import { isVisible } from "@/lib/visible-text"
import type { Edit } from "./lines"

/** What others changed lately, in one sentence for each of them: one line with what it says now, several by number. */
export function changeNews(edits: readonly Edit[]): string {
  const latest = new Map(edits.map((edit) => [edit.line, edit]))
  const byName = new Map<string, Edit[]>()
  for (const edit of latest.values()) {
    const name = edit.by?.name ?? edit.by?.id ?? "Grantway"
    byName.set(name, [...(byName.get(name) ?? []), edit])
  }
  return [...byName].map(([name, changed]) => `${name} ${changeInWords(changed)}`).join(". ")
}

function changeInWords(edits: readonly Edit[]): string {
  const [only, ...others] = edits
  if (only && others.length === 0) {
    const number = only.line + 1
    return !isVisible(only.text) ? `emptied line ${number}` : `changed line ${number}: ${only.text}`
  }
  const numbers = edits.map(({ line }) => line + 1).sort((a, b) => a - b)
  return `changed lines ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`
}
