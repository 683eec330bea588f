/** A stream as its bytes: what Playwright's own requests would wait for until it ends. */

/** One event of a stream, with the lines it was made of. */
export interface RawEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
}

/** A stream that is being read. */
export interface OpenStream {
  readonly status: number
  readonly headers: Headers
  /** The next event of this type; others are passed over. Throws where none comes within 5 s. */
  next(type: string): Promise<RawEvent>
  close(): void
}

const PATIENCE_MS = 5_000

/** Opens a stream with Node's own `fetch`. */
export async function openStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<OpenStream> {
  const aborter = new AbortController()
  const response = await fetch(url, {
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    signal: aborter.signal,
  })
  const events = readEvents(response)
  return {
    status: response.status,
    headers: response.headers,
    async next(type) {
      const timeout = setTimeout(() => aborter.abort(new Error(`no ${type} event came`)), PATIENCE_MS)
      try {
        for (;;) {
          const { value, done } = await events.next()
          if (done) throw new Error(`the stream ended before a ${type} event`)
          if (value.type === type) return value
        }
      } finally {
        clearTimeout(timeout)
      }
    },
    close: () => aborter.abort(),
  }
}

/** The events of an answer, as they come. Comments are passed over. */
export async function* readEvents({ body }: Response): AsyncGenerator<RawEvent, void> {
  const decoder = new TextDecoder()
  let text = ""
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    const blocks = text.split("\n\n")
    text = blocks.pop() ?? ""
    for (const block of blocks) if (!block.startsWith(":")) yield readEvent(block)
  }
}

function readEvent(block: string): RawEvent {
  const lines = block.split("\n")
  const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  return { type: field("event") ?? "", data: JSON.parse(field("data") ?? "null"), lines }
}
