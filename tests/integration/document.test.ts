/** The shared document under the app's own rules, over the wire: who gets in, what is stored, and what it costs. */
import { describe, expect, test } from "vitest"
import { LINES } from "@/lib/documents/sheet"
import { door } from "@/lib/door"
import { asFields } from "@/lib/sock8/core/wire"
import {
  ask,
  bearer,
  change,
  endpoints,
  foreignToken,
  ORIGIN,
  startAppWorld,
  tokenOf,
  verdictsOf,
} from "./app-world"

startAppWorld()

const RED = "document.red"

async function say(person: string, channel: string, data: unknown): Promise<string> {
  const request = new Request(`${ORIGIN}/publish`, {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(await tokenOf(person)) },
    body: JSON.stringify({ channel, data }),
  })
  return codeOf(await endpoints(request))
}

async function codeOf(response: Response): Promise<string> {
  return String(asFields(await response.json())?.code ?? "done")
}

/** The text as somebody finds it who comes now: one entry for each line that was ever written. */
async function readAs(person: string, channel = RED): Promise<Record<number, string>> {
  const headers = bearer(await tokenOf(person))
  const answer = await endpoints(new Request(`${ORIGIN}/history?channel=${channel}`, { headers }))
  const { messages } = await answer.json()
  return Object.fromEntries(
    messages.map(({ data }: { data: { line: number; text: string } }) => [data.line, data.text]),
  )
}

/** What the stream, history, presence and publishing answer. */
async function answersTo(person: string, channel: string): Promise<string[]> {
  const headers = bearer(await tokenOf(person))
  const stream = await ask(door, headers, channel)
  const get = async (path: string) =>
    codeOf(await endpoints(new Request(`${ORIGIN}/${path}?channel=${channel}`, { headers })))
  return [
    stream.status === 200 ? "done" : String(JSON.parse(stream.body).code),
    await get("history"),
    await get("presence"),
    await say(person, channel, { line: 0, text: "by whoever asks" }),
  ]
}

const all = (code: string) => Array(4).fill(code)

describe("a document", () => {
  test("K-6 K-12 is open to the members of its team, for reading, writing and being seen", async () => {
    for (const person of ["ada", "ben", "bea"])
      expect(await answersTo(person, RED), person).toEqual(all("done"))
    expect(await answersTo("eve", "document.red-eu")).toEqual(all("done"))
  })

  test("K-17 K-18 M-58 is closed to other teams of the organisation, to other organisations, and to ids that look alike", async () => {
    const closed = {
      ben: [
        "document.blue",
        "document.red-eu",
        "document.red2",
        "document.re",
        "document.RED",
        "document.red_eu",
      ],
      ben2: [RED, "document.blue2", "document.ben2"],
      eve: [RED, "document.blue", "document.red-eu2", "document.red-", "document.eu"],
    }
    for (const [person, names] of Object.entries(closed)) {
      for (const name of names) {
        expect(await answersTo(person, name), `${person} ${name}`).toEqual(all("FORBIDDEN_CHANNEL"))
      }
    }
    const mixed = await verdictsOf(door, bearer(await tokenOf("ben")), RED, "document.blue")
    expect(mixed).toEqual({ [RED]: "open", "document.blue": "FORBIDDEN_CHANNEL" })
  })

  test("R-6 no pattern opens documents: neither as a name, nor asked for as a grant", async () => {
    for (const name of ["document-*", "document.*", "document-red"]) {
      const expected = name.includes("*") ? "INVALID_CHANNEL" : "FORBIDDEN_CHANNEL"
      expect(await answersTo("ben", name), name).toEqual(all(expected))
    }
    const request = new Request(`${ORIGIN}/authenticate`, {
      method: "POST",
      headers: { "content-type": "application/json", ...bearer(foreignToken("ben")) },
      body: JSON.stringify({ want: [{ path: "document.{documentId}", params: { documentId: "*" } }] }),
    })
    expect(await codeOf(await endpoints(request))).toBe("FORBIDDEN_CHANNEL")
  })

  test("goes with the team: whoever leaves it is refused from the next token on, and the text stays", async () => {
    await say("bea", RED, { line: 11, text: "Bea was here" })
    await change("bea", { teamIds: ["blue"] })
    expect(await answersTo("bea", RED)).toEqual(all("FORBIDDEN_CHANNEL"))
    expect(await answersTo("bea", "document.blue")).toEqual(all("done"))
    expect((await readAs("ben"))[11]).toBe("Bea was here")
  })
})

describe("the text", () => {
  test("is the latest edit of each line, however many there were, for whoever comes", async () => {
    for (let line = 0; line < LINES; line += 1)
      expect(await say("ben", RED, { line, text: `line ${line}` })).toBe("done")
    for (let round = 0; round < 30; round += 1) await say("bea", RED, { line: 4, text: `round ${round}` })
    const expected = Object.fromEntries(Array.from({ length: LINES }, (_, line) => [line, `line ${line}`]))
    expect(await readAs("ada")).toEqual({ ...expected, 4: "round 29" })
  })

  test("M-59 takes whole lines that there are, and refuses everything else without changing", async () => {
    await say("ben", RED, { line: 0, text: "as it was" })
    const misfits = [
      ...[
        { line: -1, text: "a" },
        { line: LINES, text: "a" },
        { line: 1.5, text: "a" },
        { line: "0", text: "a" },
      ],
      ...[{ line: 0 }, { text: "a" }, { line: 0, text: "a\nb" }, { line: 0, text: "\ud800" }],
      ...[{ line: 0, text: "x".repeat(161) }, { line: 0, text: "a", from: "ada" }, [], "a", null],
    ]
    for (const data of misfits)
      expect(await say("ben", RED, data), JSON.stringify(data)).toBe("INVALID_PAYLOAD")
    expect((await readAs("ben"))[0]).toBe("as it was")
  })
})
