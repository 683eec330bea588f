/** `lib/authorize.ts`, shortened to what it is about. Lines that grant are the ones to look at. */
const lines: readonly { readonly code: string; readonly grants?: true; readonly remark?: string }[] = [
  { code: "export async function authorize(conn: Connection) {" },
  { code: "  const visitor = await visitorOf(conn.request)" },
  { code: '  if (visitor.kind === "nobody") return', remark: "// 401" },
  { code: "  …" },
  { code: "  conn.identifyAs(person.id)" },
  { code: '  if (person.suspended) return conn.reject("ACCOUNT_SUSPENDED")' },
  { code: "  conn.grant(channels.notification.for({ userId: person.id }))", grants: true },
  { code: "  for (const teamId of person.teamIds) {" },
  { code: "    conn.grant(channels.team.chat.for({ teamId }), { publish: true })", grants: true },
  { code: "  }" },
  { code: "}" },
]

/** The one function that decides, as it is written in this app. */
export function AuthorizeSample() {
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface">
      <figcaption className="flex items-baseline justify-between gap-4 border-line border-b px-4 py-2.5 text-ink-faint text-xs">
        <span className="font-mono">lib/authorize.ts</span>
        <span>shortened</span>
      </figcaption>
      {/* Long lines scroll inside the box, so the box has to be reachable by keyboard. */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
        tabIndex={0}
        className="overflow-x-auto py-3.5 font-mono text-[0.75rem] leading-[1.65] -outline-offset-2 sm:text-[0.8125rem]"
      >
        <code className="block w-max min-w-full">
          {lines.map(({ code, grants, remark }, index) => (
            <span
              // The sample never changes, so the position of a line is its identity.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={index}
              className={`block px-4 ${grants ? "bg-accent-wash text-accent" : "text-ink"}`}
            >
              {code}
              {remark && <span className="text-ink-faint"> {remark}</span>}
              {"\n"}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  )
}
