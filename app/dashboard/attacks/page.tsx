import type { Metadata } from "next"
import { AttackCard } from "@/components/attacks/attack-card"
import { AttackRun } from "@/components/attacks/attack-run"
import { SendAll } from "@/components/attacks/send-all"
import { PageHeader } from "@/components/dashboard/page-header"
import { PageOf } from "@/components/identity/shown-person"
import { attackGroups, attacks } from "@/lib/attacks/list"
import { requirePage } from "@/lib/pages/require-page"

export const metadata: Metadata = { title: "Attacks" }

/** Known holes of realtime samples, each tried for real on this app, by whoever is signed in. */
export default async function AttacksPage() {
  const { person } = await requirePage("/dashboard/attacks")
  const sendable = attacks.filter(({ by }) => by === "browser")
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-6xl px-5 py-8 sm:px-8">
        <AttackRun attacks={sendable.map(({ id, requests }) => ({ id, requests }))}>
          <PageHeader title="Attacks" channels={[]} />
          <p className="mt-1 max-w-prose text-ink-soft text-sm leading-relaxed">
            Holes that samples for realtime leave open. Each button sends the real requests from this browser,
            in your name, to this app; what you see is what it answered. Admins see every try in their log.
          </p>
          <div className="mt-5">
            <SendAll />
          </div>
          {attackGroups.map((group) => (
            <section key={group.title} aria-label={group.title} className="mt-10">
              <h2 className="mb-3 font-semibold text-lg tracking-tight">{group.title}</h2>
              <div className="grid gap-4">
                {group.attacks.map((attack) => (
                  <AttackCard key={attack.id} attack={attack} />
                ))}
              </div>
            </section>
          ))}
        </AttackRun>
      </div>
    </PageOf>
  )
}
