import { setTimeout as delay } from "node:timers/promises"
import { Redis } from "ioredis"
import { type Backend, BackendUnavailableError, type Command, type Subscriber, type Topic } from "../backend"
import { type Bytes, fromBuffer, toBuffer, toBytes, toText } from "../bytes"
import { RedisError, type Reply } from "../reply"
import { ScriptAliases } from "./script-aliases"

const answerWithinMs = 1500
const reconnectEveryMs = 250
const disconnectWithinMs = 100

/** The back end before a real Redis: one connection for all commands, one more for each subscription. */
export async function openRedisBackend(options: {
  redisUrl: string
  onPublish: () => void
}): Promise<Backend> {
  const { redisUrl, onPublish } = options
  const aliases = new ScriptAliases()
  const client = connect(redisUrl, () => reconnectEveryMs)
  // Starts also without a Redis: requests are answered with 503 until there is one.
  await Promise.race([client.connect().catch(() => {}), delay(answerWithinMs, undefined, { ref: false })])

  async function execute(command: Command): Promise<Reply> {
    if (command[0].toUpperCase() === "PUBLISH") onPublish()
    return aliases.translateReply(command, await send(client, aliases.translate(command)))
  }

  async function transaction(commands: readonly Command[]): Promise<Reply> {
    // Written at once, so that no command of another request gets between MULTI and EXEC.
    const replies = await Promise.all([
      send(client, ["MULTI"]),
      ...commands.map((command) => send(client, aliases.translate(command))),
      send(client, ["EXEC"]),
    ])
    const outcome = replies.at(-1) ?? null
    if (!Array.isArray(outcome)) return outcome
    return outcome.map((reply: Reply, index) => {
      const command = commands[index]
      return command ? aliases.translateReply(command, reply) : reply
    })
  }

  return {
    execute,
    transaction,
    subscribe: (topic, subscriber) => subscribe(redisUrl, topic, subscriber),
    close: async () => client.disconnect(),
  }
}

function connect(redisUrl: string, retryStrategy: () => number | null): Redis {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    // A command that cannot be sent now fails now, and one whose answer is unknown is not sent again.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    // ioredis adds up the digits of an integer one by one and so rounds large ones wrongly.
    stringNumbers: true,
    commandTimeout: answerWithinMs,
    connectTimeout: answerWithinMs,
    disconnectTimeout: disconnectWithinMs,
    retryStrategy,
  })
  // Every command reports its own failure; without a listener ioredis would print this one as well.
  client.on("error", () => {})
  return client
}

async function send(client: Redis, [name, ...args]: Command): Promise<Reply> {
  try {
    return toReply(await client.callBuffer(asItIs(name), args.map(toBuffer)))
  } catch (error) {
    if (isReplyError(error)) return new RedisError(error.message)
    // Whatever else went wrong, Redis did not answer.
    throw unavailable(error)
  }
}

/** ioredis reshapes arguments or replies of these, unless they are written in upper case. */
function asItIs(name: Bytes): Bytes {
  return /^(hgetall|hset|hmset|mset|msetnx)$/.test(name) ? name.toUpperCase() : name
}

function toReply(value: unknown): Reply {
  if (value === null) return value
  // Strings are buffers here, so this is an integer; see stringNumbers.
  if (typeof value === "string") return Number(value)
  if (value instanceof Uint8Array) return fromBuffer(value)
  if (Array.isArray(value)) return value.map(toReply)
  if (isReplyError(value)) return new RedisError(value.message)
  throw new TypeError(`A reply of Redis cannot be a ${typeof value}`)
}

function isReplyError(value: unknown): value is Error {
  return value instanceof Error && value.name === "ReplyError"
}

function unavailable(cause: unknown): BackendUnavailableError {
  return new BackendUnavailableError("the Redis behind this endpoint cannot be reached", { cause })
}

async function subscribe(redisUrl: string, topic: Topic, subscriber: Subscriber): Promise<() => void> {
  // Not reconnected: what was said in the meantime would be missing without anybody knowing.
  const client = connect(redisUrl, () => null)
  client.on("messageBuffer", (channel: Buffer, payload: Buffer) => {
    subscriber.onDelivery({ channel: fromBuffer(channel), payload: fromBuffer(payload) })
  })
  client.on("pmessageBuffer", (pattern: string, channel: Buffer, payload: Buffer) => {
    subscriber.onDelivery({
      pattern: toBytes(pattern),
      channel: fromBuffer(channel),
      payload: fromBuffer(payload),
    })
  })
  // A Redis that accepts the connection and then says nothing would keep the request waiting.
  const tooLate = setTimeout(() => client.disconnect(), answerWithinMs)
  try {
    await client.connect()
    const names = topic.names.map(toText)
    await (topic.kind === "channel" ? client.subscribe(...names) : client.psubscribe(...names))
  } catch (error) {
    client.disconnect()
    throw unavailable(error)
  } finally {
    clearTimeout(tooLate)
  }
  client.once("end", () => subscriber.onLost())
  return () => client.disconnect()
}
