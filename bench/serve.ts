/** A subject as a process of its own: `serve.ts <subject> <url> <token>`. Speaks with its parent over IPC. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { grantway, grantwayPresent } from "./subjects/grantway"
import type { Ask, Subject } from "./subjects/subject"
import { upstashRealtime } from "./subjects/upstash-realtime"

/** The subjects by name. */
const subjects = { grantway, "grantway, all present": grantwayPresent, "@upstash/realtime": upstashRealtime }

/** A subject's name. */
export type SubjectName = keyof typeof subjects

/** What the parent may ask. */
export type Question =
  | { readonly type: "asks"; readonly clients: number }
  | { readonly type: "publish"; readonly client: number }
  | { readonly type: "usage" }

/** What a served subject answers. */
export type Answer =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "asks"; readonly asks: readonly Ask[] }
  | { readonly type: "published" }
  /** Processor seconds since the start, and bytes of memory after a collection. */
  | { readonly type: "usage"; readonly cpuSeconds: number; readonly rssBytes: number }

const [, , name = "", url = "", token = ""] = process.argv
if (name in subjects) serve(subjects[name as SubjectName]({ url, token }))

function serve(subject: Subject): void {
  const server = createServer((request, response) => void answer(subject, request, response))
  server.listen(0, "127.0.0.1", () => {
    tell({ type: "listening", port: (server.address() as AddressInfo).port })
  })
  process.on("message", async (question: Question) => {
    if (question.type === "usage") tell(usage())
    if (question.type === "publish") {
      await subject.publish(question.client)
      tell({ type: "published" })
    }
    if (question.type === "asks") {
      const asks = await Promise.all(
        Array.from({ length: question.clients }, (_, client) => subject.ask(client)),
      )
      tell({ type: "asks", asks })
    }
  })
}

async function answer(subject: Subject, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const abort = new AbortController()
  outgoing.on("close", () => abort.abort())
  const headers = new Headers(incoming.headers as Record<string, string>)
  const { method = "GET", url } = incoming
  const body = method === "GET" ? null : await text(incoming)
  const request = new Request(`http://127.0.0.1${url}`, { method, headers, body, signal: abort.signal })
  const response = await subject.handle(request)
  if (!response?.body) {
    outgoing.writeHead(response?.status ?? 500).end()
    return
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  Readable.fromWeb(response.body as never)
    .on("error", () => outgoing.destroy())
    .pipe(outgoing)
}

function usage(): Answer {
  globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  return { type: "usage", cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() }
}

function tell(answer: Answer): void {
  process.send?.(answer)
}
