/**
 * What a page shows of a channel before its browser has joined it, so that nothing moves when it does. The rules
 * are asked as they are for a stream: whoever may not read a channel finds nothing of it in a page.
 */
import "server-only"
import type { StandardSchemaV1 } from "@standard-schema/spec"
import { cache } from "react"
import { authorize } from "./authorize"
import { logUnavailable } from "./log"
import { realtime } from "./realtime"
import type { ChannelDefinition } from "./sock8/core/definition"
import { decide } from "./sock8/core/grants"
import type { Channel } from "./sock8/core/tree"
import type { WireMessage } from "./sock8/core/wire"

/**
 * The latest messages that somebody may read, oldest first; `undefined` where they may not, or where nothing can
 * be read just now: then the page waits for the channel, which says why.
 */
export async function readLatest<Definition extends ChannelDefinition>(
  personId: string,
  channel: Channel<string, Definition>,
  limit: number,
): Promise<readonly WireMessage<StandardSchemaV1.InferOutput<Definition["schema"]>>[] | undefined> {
  try {
    if (!decide(await grantsOf(personId), channel, "read").allowed) return undefined
    const { messages } = await realtime.history.readBefore(channel, { before: undefined, limit })
    const parsed = await Promise.all(messages.map((message) => parse(channel.definition.schema, message)))
    return parsed.flat()
  } catch (error) {
    logUnavailable(error)
    return undefined
  }
}

/** What the rules grant somebody now: asked once per page, however many channels it shows. */
const grantsOf = cache(async (personId: string) => {
  // The page has recognised them already: nothing of a request decides here.
  const request = new Request("http://localhost/dashboard")
  return (await realtime.askRules(authorize, request, { identity: personId })).grants
})

/** One that an older version of the app wrote in another shape is left out. */
async function parse<Schema extends StandardSchemaV1>(
  schema: Schema,
  message: WireMessage,
): Promise<WireMessage<StandardSchemaV1.InferOutput<Schema>>[]> {
  const result = await schema["~standard"].validate(message.data)
  return result.issues ? [] : [{ ...message, data: result.value }]
}
