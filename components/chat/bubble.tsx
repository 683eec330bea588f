/** What was said. It is shown as text: nothing in it is a link or markup. */
export function Bubble({ own, failed = false, text }: { own: boolean; failed?: boolean; text: string }) {
  const look = failed ? "bg-refused-wash" : own ? "bg-accent-wash" : "border border-line bg-surface"
  return (
    <p
      className={`max-w-[min(40rem,85%)] whitespace-pre-wrap rounded-lg px-3.5 py-2 text-sm leading-relaxed [overflow-wrap:anywhere] ${look}`}
    >
      {text}
    </p>
  )
}
