/** Grey lines where text will be, as tall as that text. Says nothing to screen readers: the badge does. */
export function Skeleton({ lines }: { lines: number }) {
  return (
    <div aria-hidden="true" className="breathe space-y-3 p-4">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <div key={index} className={`h-4 rounded bg-line ${index % 2 ? "w-2/5" : "w-3/5"}`} />
      ))}
    </div>
  )
}
