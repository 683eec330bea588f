import type { Attack } from "@/lib/attacks/attack"
import { Attempt } from "./attempt"
import { CurlLines } from "./curl-lines"

/** One attack: what it is, the requests with their answers, and beside them the sample that has the hole. */
export function AttackCard({ attack }: { attack: Attack }) {
  const { id, title, because, remark, by, requests } = attack
  return (
    <article
      aria-labelledby={id}
      className="grid min-w-0 overflow-hidden rounded-lg border border-line bg-surface lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
    >
      <div className="min-w-0 p-4 sm:p-5">
        <h3 id={id} className="scroll-mt-6 font-medium">
          {title}
        </h3>
        <p className="mt-1 max-w-prose text-ink-soft text-sm leading-relaxed">{because}</p>
        {remark && <p className="mt-2 max-w-prose text-ink-faint text-sm leading-relaxed">{remark}</p>}
        {by === "browser" ? (
          <Attempt id={id} title={title} requests={requests} />
        ) : (
          <CurlLines requests={requests} />
        )}
      </div>
      <UnsafeSample attack={attack} />
    </article>
  )
}

function UnsafeSample({ attack: { unsafe, defence, title } }: { attack: Attack }) {
  return (
    <figure className="flex min-w-0 flex-col border-line border-t bg-sunken lg:border-t-0 lg:border-l">
      <figcaption className="px-4 pt-4 font-medium text-refused text-xs">Unsafe</figcaption>
      {/* Long lines scroll inside the box, so the box has to be reachable by keyboard. */}
      <section
        aria-label={`Unsafe sample: ${title}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
        tabIndex={0}
        className="grow overflow-x-auto px-4 py-3 -outline-offset-2"
      >
        <pre className="w-max font-mono text-[0.75rem] leading-[1.65]">{unsafe.join("\n")}</pre>
      </section>
      <p className="border-line border-t px-4 py-3 text-ink-soft text-xs">
        Here it is refused in <code className="font-mono text-ink [overflow-wrap:anywhere]">{defence}</code>
      </p>
    </figure>
  )
}
