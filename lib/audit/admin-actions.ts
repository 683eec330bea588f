/**
 * The log of what admins do. It is written before something is done, in the request that asks for it: what cannot be
 * recorded is not done. What came of it is written before the answer, and again until it is stored.
 */
import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import type { z } from "zod"
import type { Admin } from "../administration/admin-rules"
import { type adminAction, channels } from "../channels"
import { env } from "../env"
import { log, logUnavailable } from "../log"
import { untilDone } from "../people/until-done"
import { realtime } from "../realtime"
import type { ErrorCode } from "../sock8/core/errors"
import { describeRequest } from "../sock8/server/client-address"
import { codeOf } from "../sock8/server/problem"
import { MAX_NAMED } from "./attempt-entry"

/** The log keeps 10,000 entries, two for each action: it takes one admin more than eight hours to displace the others. */
const MAX_ACTIONS = { max: 600, perSeconds: 3600 }
const TRY_AGAIN_MS = 1_000
/** How long an answer waits for its entry. The process waits for open answers when it is asked to end. */
const ANSWER_WITHIN_MS = 5_000
const MAX_DEED = 200

type Entry = z.infer<typeof adminAction>

/** What came of an action. */
export type Outcome =
  | { readonly state: "done"; readonly deed: string }
  | { readonly state: "refused" | "begun"; readonly code: ErrorCode }

/** One action of an admin, in the log. */
export interface ActionRecord {
  /**
   * Writes that it begins: call it when all that could refuse the action has been asked, before the first change. One
   * Redis command at the first call, none later.
   *
   * @throws Sock8Error `RATE_LIMITED` for an admin who does too much; `UNAVAILABLE`. Then it must not be done.
   */
  begin(): Promise<void>
  /** Writes what came of it, unless it never began. Resolves when that is stored, or after five seconds: then it is tried on. */
  end(outcome: Outcome): Promise<void>
}

/** What an action is about. */
export interface ActionFacts {
  readonly request: Request
  readonly admin: Admin
  readonly deed: string
  /** Asked for at each entry. */
  readonly channels: () => readonly string[]
}

/** Makes the record of one action. Writes nothing yet. */
export function recordAction({ request, admin, deed, channels: about }: ActionFacts): ActionRecord {
  const id = randomUUID()
  const { address } = describeRequest(request, env().addressSource)
  let beginning: Promise<void> | undefined
  let isBegun = false

  function entry(state: Entry["state"], what: string, code: ErrorCode | null): Entry {
    const named = about()
    return {
      ...{ id, state, deed: what.slice(0, MAX_DEED), code, orgId: admin.orgId, address, at: Date.now() },
      ...{ channels: named.slice(0, MAX_NAMED), channelCount: named.length },
    }
  }

  return {
    async begin() {
      beginning ??= publish(admin, entry("begun", deed, null), MAX_ACTIONS)
      await beginning
      isBegun = true
    },
    async end(outcome) {
      if (!isBegun) return
      const [what, code] = outcome.state === "done" ? [outcome.deed, null] : [deed, outcome.code]
      const stored = enqueue(admin, entry(outcome.state, what, code))
      await Promise.race([stored, wait(ANSWER_WITHIN_MS, undefined, { ref: false })])
    },
  }
}

async function publish({ id, name }: Admin, entry: Entry, rate?: typeof MAX_ACTIONS): Promise<void> {
  // Tried again, it is recognised. An entry that counts is the first one, any other the last.
  const options = { from: { id, name }, id: `${entry.id}-${rate ? "begin" : "end"}`, ...(rate && { rate }) }
  await realtime.publisher.publish(channels.admin.actions, entry, options)
}

// Instrumentation waits for what routes have written: they are separate module graphs.
const shared: { grantwayAdminActions?: Promise<void> } = globalThis as object

/** One after the other, so that an outage costs one try a second however much was done when it began. */
function enqueue(admin: Admin, entry: Entry): Promise<void> {
  const store = () =>
    untilDone(() => publish(admin, entry).catch(passOnOutage), {
      everyMs: TRY_AGAIN_MS,
      onFailure: logUnavailable,
    })
  const stored = actionsRecorded().then(store)
  shared.grantwayAdminActions = stored
  return stored
}

/** An entry that the channel refuses would be refused for ever, and keep back all that follow. */
function passOnOutage(error: unknown): void {
  if (codeOf(error) === "UNAVAILABLE") throw error
  log.error({ code: codeOf(error) }, "the outcome of an admin's action was not recorded")
}

/** Resolves when the outcome of all that was done is in the log. */
export function actionsRecorded(): Promise<void> {
  return shared.grantwayAdminActions ?? Promise.resolve()
}
