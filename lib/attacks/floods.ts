/** Text that is too long to be shown, as it is sent and as a shell makes it. A header names it in braces. */
const floods = [
  { name: "{4000 spaces}", text: " ".repeat(4000), shell: "printf %4000s" },
  { name: "{1000 times session}", text: "session".repeat(1000), shell: "printf 'session%.0s' $(seq 1000)" },
] as const

/** A header's value as it is sent. */
export function floodedText(value: string): string {
  return floods.reduce((text, { name, text: flood }) => text.replaceAll(name, flood), value)
}

/** A header's value to stand between single quotes in a line for a shell. */
export function floodedForShell(value: string): string {
  return floods.reduce((text, { name, shell }) => text.replaceAll(name, `'"$(${shell})"'`), value)
}
