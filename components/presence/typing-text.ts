/** Who is typing, in words: names as long as there are few. Empty where nobody is. */
export function typingText(names: readonly string[]): string {
  const [first, second, ...others] = names
  if (first === undefined) return ""
  if (second === undefined) return `${first} is typing…`
  if (others.length === 0) return `${first} and ${second} are typing…`
  return `${names.length} people are typing…`
}
