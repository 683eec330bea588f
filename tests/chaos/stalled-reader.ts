/** A client that opens a stream and never reads it. */
import { request } from "node:http"
import { CLIENT_HEADER } from "./front"
import { insist, type Person } from "./person"

/** One such client. */
export class StalledReader {
  readonly #close: () => void

  private constructor(close: () => void) {
    this.#close = close
  }

  /** Opens the stream; what it says stays in the buffers on the way, until those are full. */
  static async open(origin: string, person: Person, channel: string): Promise<StalledReader> {
    const token = await insist(() => person.token(), 10_000)
    const asking = request(`${origin}/api/realtime`, {
      method: "POST",
      headers: {
        [CLIENT_HEADER]: "stalled",
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
      },
    })
    const answered = new Promise<void>((resolve, reject) => {
      // Later, when it is answered already, an error is how it is cut off.
      asking.on("error", reject)
      asking.on("response", (answer) => {
        answer.pause()
        answer.on("error", () => undefined)
        resolve()
      })
    })
    asking.end(JSON.stringify({ channels: [{ name: channel }] }))
    await answered
    return new StalledReader(() => void asking.destroy())
  }

  close(): void {
    this.#close()
  }
}
