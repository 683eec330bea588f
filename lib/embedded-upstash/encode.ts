import { type Bytes, toBuffer, toText } from "./bytes"
import { RedisError, type Reply, Status } from "./reply"

/** How strings leave: `base64` when the request says `Upstash-Encoding: base64`, which the client does. */
export type Encoding = "base64" | "plain"

type Json = string | number | null | Json[]

/** One command's answer as it stands in the response. */
export type Result = { result: Json } | { error: string }

/** The response element for one reply. */
export function encodeResult(reply: Reply, encoding: Encoding): Result {
  if (reply instanceof RedisError) return { error: toText(reply.message) }
  const bytes = reply instanceof Status ? reply.text : reply
  // The client takes a lone "OK" as it is and decodes every other string, also "PONG" and "string".
  if (bytes === "OK") return { result: "OK" }
  return { result: encodeReply(reply, encoding) }
}

function encodeReply(reply: Reply, encoding: Encoding): Json {
  if (reply === null || typeof reply === "number") return reply
  if (typeof reply === "string") return encodeString(reply, encoding)
  if (reply instanceof Status) return encodeString(reply.text, encoding)
  // An error inside an array, which only a script can make, has no place in JSON but that of a string.
  if (reply instanceof RedisError) return encodeString(reply.message, encoding)
  return reply.map((element) => encodeReply(element, encoding))
}

function encodeString(bytes: Bytes, encoding: Encoding): string {
  return encoding === "base64" ? toBuffer(bytes).toString("base64") : toText(bytes)
}
