import type { Metadata } from "next"
import type { ListedKey } from "@/components/api-keys/api-key"
import { KeyForm } from "@/components/api-keys/key-form"
import { KeyList } from "@/components/api-keys/key-list"
import { PageOf } from "@/components/identity/shown-person"
import { Section } from "@/components/ui/section"
import { requireAdmin } from "@/lib/administration/admin-rules"
import { choicesOf } from "@/lib/api-keys/key-choices"
import { makerOf, type People } from "@/lib/api-keys/key-scope"
import { type FoundKey, listKeys } from "@/lib/api-keys/store"
import { requirePage } from "@/lib/pages/require-page"
import { peopleOfOrganisation } from "@/lib/people/directory"

export const metadata: Metadata = { title: "API keys" }

/** Keys with which machines publish and read: what each may do, until when, and when it was used last. */
export default async function KeysPage() {
  const { person } = await requirePage("/dashboard/admin/keys")
  const { orgId } = requireAdmin(person)
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-6xl px-5 py-8 sm:px-8">
        <h1 className="font-semibold text-2xl tracking-tight">API keys</h1>
        <p className="mt-1 max-w-prose text-ink-soft text-sm leading-relaxed">
          A machine shows its key in place of a person's token. Each key opens what you choose here, and ends
          by itself. It also ends, for good, when its maker stops being an admin: giving the role back does
          not bring the key back.
        </p>
        <Keys orgId={orgId} />
      </div>
    </PageOf>
  )
}

async function Keys({ orgId }: { orgId: string }) {
  const [keys, people] = await Promise.all([listKeys(orgId), peopleOfOrganisation(orgId)])
  const byId = new Map(people.map((person) => [person.id, person]))
  return (
    <div className="mt-6 grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Section title="Keys">
        <KeyList keys={keys.map((found) => viewOf(found, byId))} />
      </Section>
      <Section title="A new key">
        <KeyForm choices={choicesOf(orgId, people)} />
      </Section>
    </div>
  )
}

function viewOf({ record, usedAt }: FoundKey, people: People): ListedKey {
  const { id, name, scope, madeBy, expiresAt } = record
  const ended = makerOf(record, people) ? undefined : "its maker stopped being an admin"
  return { id, name, scope, madeBy, expiresAt, usedAt, expired: expiresAt <= Date.now(), ended }
}
