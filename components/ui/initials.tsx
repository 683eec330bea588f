/** A round with a person's initials. Decoration: the name always stands beside it. */
export function Initials({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-sunken font-medium text-ink-soft text-xs ring-1 ring-line ring-inset"
    >
      {initialsOf(name)}
    </span>
  )
}

function initialsOf(name: string): string {
  const words = name.split(" ").filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("")
}
