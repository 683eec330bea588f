/** Requests that no HTTP client would send: written byte by byte on a socket. */
import { connect } from "node:net"

/** What came back. */
export interface RawAnswer {
  status(): number
  text(): Promise<string>
  headers(): Readonly<Record<string, string>>
}

/** A piece to write, or milliseconds to wait before the next one. */
export type Piece = string | Uint8Array | number

/**
 * Writes the pieces to the app and reads its first answer. A server that closes without a word answers with
 * status 0. Ask for `Connection: close`, or the answer is waited for until `withinMs` is over.
 */
export function sendRaw(
  baseURL: string,
  pieces: readonly Piece[],
  { withinMs = 15_000 } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseURL)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    const finish = () => {
      clearTimeout(timeout)
      socket.destroy()
      resolve(parseAnswer(Buffer.concat(chunks).toString("latin1")))
    }
    const timeout = setTimeout(finish, withinMs)
    socket.on("data", (chunk) => chunks.push(chunk))
    socket.on("end", finish)
    // A server that has heard enough resets the connection; what it said before that counts.
    socket.on("error", finish)
    socket.on("connect", () => void write(pieces))

    async function write(rest: readonly Piece[]): Promise<void> {
      for (const piece of rest) {
        if (socket.destroyed) return
        if (typeof piece === "number") await new Promise((go) => setTimeout(go, piece))
        else socket.write(piece)
      }
    }
  })
}

/** The head of a request as one text. `Host` and `Connection: close` are added. */
export function head(
  baseURL: string,
  line: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all = { Host: new URL(baseURL).host, Connection: "close", ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${line} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`
}

/** One chunk of a body whose length nobody was told. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

function parseAnswer(text: string): RawAnswer {
  const [top = "", ...rest] = text.split("\r\n\r\n")
  const [status, ...lines] = top.split("\r\n")
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":")
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const all = Object.fromEntries(headers)
  const body = rest.join("\r\n\r\n")
  return {
    status: () => Number(/^HTTP\/1\.[01] (\d{3})/.exec(status ?? "")?.[1] ?? 0),
    headers: () => all,
    text: async () => (all["transfer-encoding"] === "chunked" ? withoutChunks(body) : body),
  }
}

/** The body without the lines that tell the size of each chunk. */
function withoutChunks(body: string): string {
  let text = ""
  for (let rest = body; ; ) {
    const [line = "", size = "0"] = /^([0-9a-f]+)\r\n/i.exec(rest) ?? []
    const length = Number.parseInt(size, 16)
    if (!(length > 0)) return text
    text += rest.slice(line.length, line.length + length)
    rest = rest.slice(line.length + length + 2)
  }
}
