/**
 * Step 2 of the walk, authorize: who may use which channel. One of the two files to make your own; the other
 * is `lib/channels.ts`. What is not granted here is refused everywhere. Next step: `sock8/server/token.ts`.
 */
import { isOperator } from "./administration/admin-rules"
import { knownVisitor, visitorOf } from "./auth/visitor"
import { channels } from "./channels"
import { documentOf } from "./documents/documents"
import type { Connection } from "./sock8/server/connection"

/** The rules of this app. Returning early grants nothing. */
export async function authorize(conn: Connection): Promise<void> {
  // Asked again for an open connection, the person is known already.
  const visitor = await (conn.identity ? knownVisitor(conn.identity) : visitorOf(conn.request))
  if (visitor.kind === "nobody") return
  if (visitor.kind === "unknown") return conn.reject("USER_NOT_FOUND")

  const { person, sessionId: session, until } = visitor
  conn.identifyAs(person.id, { name: person.name, session, until })
  if (person.suspended) return conn.reject("ACCOUNT_SUSPENDED")
  if (!person.emailVerified) return conn.reject("EMAIL_NOT_VERIFIED")

  conn.grant(channels.notification.for({ userId: person.id }), { because: "your own channel" })
  conn.grant(channels.inbox.for({ userId: person.id }), { because: "your own inbox" })
  conn.grant(channels.read.for({ userId: person.id }), { because: "your own read markers" })
  for (const teamId of person.teamIds) {
    const because = `member of ${teamId}`
    conn.grant(channels.team.chat.for({ teamId }), { publish: true, presence: true, because })
    conn.grant(channels.team.people.for({ teamId }), { presence: true, because })
    const document = channels.document.for({ documentId: documentOf(teamId).id })
    conn.grant(document, { publish: true, presence: true, because })
  }
  if (person.orgId) {
    conn.grant(channels.org.announcements.for({ orgId: person.orgId }), {
      because: `works at ${person.orgId}`,
    })
  }
  // They tell of everybody's attempts, so they are not for the admins of each organisation.
  if (isOperator(person)) {
    conn.grant(channels.admin.actions, { because: "admin" })
    conn.grant(channels.admin.logs, { because: "admin" })
    conn.grant(channels.admin.anonymous, { because: "admin" })
    conn.grant(channels.admin.metrics, { because: "admin" })
  }
}
