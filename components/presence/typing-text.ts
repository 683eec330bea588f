import type { Member } from "@/lib/sock8/core/presence"

/** The names of those who are typing. Whoever is leaving left what they typed, too. */
export function namesOfTypers(members: readonly Member<{ readonly typing: boolean }>[]): string[] {
  return members
    .filter(({ state, connections }) => connections > 0 && state?.typing)
    .map(({ id, name = id }) => name)
}

/** Who is typing, in words: names as long as there are few. Empty where nobody is. */
export function typingText(names: readonly string[]): string {
  const [first, second, ...others] = names
  if (first === undefined) return ""
  if (second === undefined) return `${first} is typing…`
  if (others.length === 0) return `${first} and ${second} are typing…`
  return `${names.length} people are typing…`
}
