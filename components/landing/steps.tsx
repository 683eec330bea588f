/** Each text goes on where its title stops. */
const steps = [
  { title: "Sign in", text: "says who you are, opens nothing" },
  { title: "Authorize", text: "grants you channels, one by one" },
  { title: "Token", text: "carries those grants for minutes" },
  { title: "Connect", text: "delivers them, and nothing else" },
]

/** The whole idea as four steps, in the order in which they happen. */
export function Steps() {
  return (
    <ol className="grid grid-cols-1 gap-x-8 sm:grid-cols-2 sm:gap-y-6 lg:grid-cols-4">
      {steps.map(({ title, text }, index) => (
        <li
          key={title}
          className="grid grid-cols-[1.5rem_5rem_1fr] items-baseline border-line border-t py-2 text-sm sm:block sm:pt-4 sm:pb-0"
        >
          <span aria-hidden="true" className="font-mono text-accent">
            {index + 1}
          </span>
          <h2 className="font-medium sm:mt-2 sm:text-base">{title}</h2>
          <p className="text-ink-soft sm:mt-0.5">{text}</p>
        </li>
      ))}
    </ol>
  )
}
