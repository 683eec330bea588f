import type { ChannelLog } from "./channel-log"
import type { ScriptedServer } from "./scripted-server"
import { scriptedMessage } from "./scripted-stream"

/** Scripts a server's history as a real one keeps it: the numbers up to `last`. */
export function keepHistory(server: ScriptedServer, channel: string, last: number): void {
  server.script.history = ({ url }) => {
    const before = url.searchParams.get("before")
    const end = before === null ? last : Number(before.split("-")[0]) - 1001
    const limit = Number(url.searchParams.get("limit"))
    const start = Math.max(0, end - limit)
    const numbers = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index + 1)
    const next = start > 0 ? `${1001 + start}-0` : null
    return { body: { messages: numbers.map((n) => scriptedMessage(channel, n)), next } }
  }
}

/** The numbers of the messages that a log shows. */
export function numbersOf<Data>(log: ChannelLog<Data>): number[] {
  return log.getSnapshot().messages.map(({ n }) => n)
}
