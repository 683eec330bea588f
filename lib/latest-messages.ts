/**
 * What a page shows of a channel before its browser has joined it, so that nothing moves when it does. A page
 * holds nothing of a channel that its visitor may not read.
 */
import "server-only"
import type { StandardSchemaV1 } from "@standard-schema/spec"
import { logUnavailable } from "./log"
import { mayRead } from "./pages/decide-page"
import type { PageVisitor } from "./pages/page-rules"
import { realtime } from "./realtime"
import type { ChannelDefinition } from "./sock8/core/definition"
import type { Channel } from "./sock8/core/tree"
import type { WireMessage } from "./sock8/core/wire"

/**
 * The latest messages that a visitor may read, oldest first; `undefined` where they may not, or where nothing can
 * be read just now: then the page waits for the channel, which says why.
 */
export async function readLatest<Definition extends ChannelDefinition>(
  visitor: PageVisitor,
  channel: Channel<string, Definition>,
  limit: number,
): Promise<readonly WireMessage<StandardSchemaV1.InferOutput<Definition["schema"]>>[] | undefined> {
  if (!mayRead(visitor, channel)) return undefined
  try {
    const { messages } = await realtime.history.readBefore(channel, { before: undefined, limit })
    const parsed = await Promise.all(messages.map((message) => parse(channel.definition.schema, message)))
    return parsed.flat()
  } catch (error) {
    logUnavailable(error)
    return undefined
  }
}

/** One that an older version of the app wrote in another shape is left out. */
async function parse<Schema extends StandardSchemaV1>(
  schema: Schema,
  message: WireMessage,
): Promise<WireMessage<StandardSchemaV1.InferOutput<Schema>>[]> {
  const result = await schema["~standard"].validate(message.data)
  return result.issues ? [] : [{ ...message, data: result.value }]
}
