/**
 * What people cost who only listen: so many clients, each on a channel of their own, for some minutes of
 * silence; ours and the peer in turn, each on a fresh Redis that counts. Commands are counted and not timed,
 * so that a loaded machine gives the same numbers.
 *
 * `npm run bench -- --clients 500 --minutes 3`
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import type { Answer, Question, SubjectName } from "./serve"
import type { Ask } from "./subjects/subject"

const { values } = parseArgs({
  options: { clients: { type: "string", default: "500" }, minutes: { type: "string", default: "3" } },
})
const clients = Number(values.clients)
const minutes = Number(values.minutes)
const subjects: readonly SubjectName[] = ["grantway", "grantway, all present", "@upstash/realtime"]

const rows: Row[] = []
for (const subject of subjects) rows.push(await measure(subject))
print(rows)

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

interface Row {
  readonly subject: SubjectName
  /** Redis commands to open one stream. */
  readonly perConnect: number
  /** Redis commands to say one message. */
  readonly perMessage: number
  readonly subscriptions: number
  /** Redis commands in one minute of silence, by all clients together. */
  readonly perMinute: number
  /** Messages that Redis handed to subscriptions in that minute. */
  readonly deliveredPerMinute: number
  readonly cpuPerMinute: number
  readonly bytesPerClient: number
}

async function measure(subject: SubjectName): Promise<Row> {
  const redis = await startEmbeddedUpstash({ token: "bench" })
  const served = await serve(subject, redis.url, redis.token)
  try {
    // The first one also pays for the subscriptions and scripts that the others share.
    const asks = await served.asks(clients + 1)
    const [first, ...others] = asks
    const sockets = [await open(served.port, first)]
    const before = { ...redis.stats(), ...(await served.usage()) }
    for (let at = 0; at < others.length; at += 20) {
      sockets.push(...(await Promise.all(others.slice(at, at + 20).map((ask) => open(served.port, ask)))))
    }
    const opened = { ...redis.stats(), ...(await served.usage()) }
    say(`${subject}: ${clients} streams are open; ${minutes} min of silence`)
    await wait(minutes * 60_000)
    const after = { ...redis.stats(), ...(await served.usage()) }
    for (let client = 0; client < 10; client += 1) await served.publish(client)
    const said = redis.stats()
    for (const socket of sockets) socket.destroy()
    return {
      subject,
      perConnect: (opened.commands - before.commands) / clients,
      perMessage: (said.commands - after.commands) / 10,
      subscriptions: after.openSubscriptions,
      perMinute: (after.commands - opened.commands) / minutes,
      deliveredPerMinute: (after.delivered - opened.delivered) / minutes,
      cpuPerMinute: (after.cpuSeconds - opened.cpuSeconds) / minutes,
      bytesPerClient: (opened.rssBytes - before.rssBytes) / clients,
    }
  } finally {
    served.stop()
    await redis.close()
  }
}

async function serve(subject: SubjectName, url: string, token: string) {
  const child = fork(fileURLToPath(new URL("./serve.ts", import.meta.url)), [subject, url, token], {
    execArgv: ["--import", "tsx", "--expose-gc"],
  })
  const { port } = await hear(child, "listening")
  return {
    port,
    asks: async (count: number) => (await ask(child, { type: "asks", clients: count }, "asks")).asks,
    usage: () => ask(child, { type: "usage" }, "usage"),
    publish: (client: number) => ask(child, { type: "publish", client }, "published"),
    stop: () => child.kill(),
  }
}

function ask<Type extends Answer["type"]>(child: ChildProcess, question: Question, type: Type) {
  child.send(question)
  return hear(child, type)
}

async function hear<Type extends Answer["type"]>(child: ChildProcess, type: Type) {
  const [answer] = (await once(child, "message")) as [Answer]
  if (answer.type !== type) throw new Error(`Asked for ${type}, heard ${answer.type}`)
  return answer as Extract<Answer, { type: Type }>
}

/** Opens one stream, and resolves with the first thing that it says. */
async function open(port: number, given: Ask | undefined): Promise<IncomingMessage> {
  if (!given) throw new Error("There is nobody to open a stream for")
  const method = given.body === undefined ? "GET" : "POST"
  const { path, headers } = given
  const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false })
  sent.end(given.body)
  const [response] = (await once(sent, "response")) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`A stream was answered ${response.statusCode}`)
  response.on("error", () => undefined)
  await once(response, "data")
  response.resume()
  return response
}

function print(all: readonly Row[]): void {
  const line = (title: string, cell: (row: Row) => string) =>
    say(`| ${title} | ${all.map(cell).join(" | ")} |`)
  say(`\n${clients} clients, each on a channel of their own; ${minutes} min of silence\n`)
  line("", ({ subject }) => subject)
  line("---", () => "---")
  line("upstream subscriptions", ({ subscriptions }) => String(subscriptions))
  line("Redis commands a minute, all clients together", ({ perMinute }) => perMinute.toFixed(1))
  line("… for each client", ({ perMinute }) => (perMinute / clients).toFixed(3))
  line("messages a minute that Redis delivers", ({ deliveredPerMinute }) => deliveredPerMinute.toFixed(0))
  line("Redis commands to open a stream", ({ perConnect }) => perConnect.toFixed(2))
  line("Redis commands to say a message", ({ perMessage }) => perMessage.toFixed(2))
  const ratio = (of: (row: Row) => number) => {
    const [ours = 1, peer = 0] = [all[0], all.at(-1)].map((row) => row && of(row))
    return (peer / ours).toFixed(1)
  }
  say(`\nprocessor time in silence, peer to ours: ${ratio(({ cpuPerMinute }) => cpuPerMinute)}`)
  say(`memory of a client, peer to ours: ${ratio(({ bytesPerClient }) => bytesPerClient)}`)
}
