import type { Attempt } from "./sign-in"

/**
 * Says that it worked, where the next page takes longer than a second. Where it cannot be loaded, the browser says so in
 * place of this page, and loads that one when it is asked to try again.
 */
export function OnItsWay({ attempt: { leadsTo }, children }: { attempt: Attempt; children: string }) {
  return (
    <div role="status">
      {leadsTo && (
        <p className="mt-3 text-ink-soft text-sm transition-opacity delay-1000 starting:opacity-0">
          {children}{" "}
          <a href={leadsTo} className="font-medium text-accent underline underline-offset-4">
            Open it again
          </a>
        </p>
      )}
    </div>
  )
}
