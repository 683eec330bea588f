/** `docs/access-matrix.md`: up to date with the rules, and true of the running app in every cell. */
import { describe, expect, test } from "vitest"
import { channels } from "@/lib/channels"
import { door } from "@/lib/door"
import { demoPeople } from "@/lib/people/demo-people"
import { isBelow, pathsOf, resolveChannel } from "@/lib/sock8/core/tree"
import { asFields, parseJson } from "@/lib/sock8/core/wire"
import { askMatrix, matrixChannels, matrixMarkdown } from "@/scripts/access-matrix"
import { askPageMatrix } from "@/scripts/page-matrix"
import { matrixPage as page, readMatrix } from "@/scripts/read-matrix"
import { ask, bearer, endpoints, foreignToken, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

const committed = readMatrix(page)
const people = [...demoPeople.map(({ id }) => id), "nobody"]

/** The formatter pads tables; what is written does not depend on it. */
const unpadded = (text: string) => text.replace(/ +/g, " ").replace(/-{3,}/g, "---")

test("docs/access-matrix.md is what the rules say now; if not: npm run docs", async () => {
  expect(unpadded(page)).toBe(unpadded(matrixMarkdown(await askMatrix(), await askPageMatrix())))
})

test("every person has a line for every channel, and every path of the tree is among the channels", () => {
  for (const person of people) {
    const named = committed.filter((cell) => cell.person === person).map(({ channel }) => channel)
    expect(named, person).toEqual(matrixChannels)
  }
  expect(committed).toHaveLength(people.length * matrixChannels.length)
  for (const { path } of pathsOf(channels)) {
    expect(matrixChannels.filter((name) => pathOf(name) === path).length, path).toBeGreaterThan(0)
  }
})

describe("over the wire each cell is answered as the matrix has it", () => {
  for (const person of people) {
    test(`K-15 K-17 K-18 for ${person}`, async () => {
      const credentials = await credentialsOf(person)
      const { token, code } = credentials
      for (const { channel, read, publish, presence } of committed.filter((cell) => cell.person === person)) {
        // Publishing asks for a token first, and so does the history of what is not open to everybody.
        const expected = token
          ? { read: atTheDoor(person, channel, read), publish, presence, history: read }
          : { ...NO_TOKEN, read, history: read === "yes" ? "yes" : "AUTH_REQUIRED" }
        const sent = token || read !== "yes" ? credentials : { headers: {} }
        expect(await answers(sent, channel), channel).toEqual(expected)
        if (!token)
          expect([read, publish, presence].filter((cell) => cell !== "yes" && cell !== code)).toEqual([])
      }
    })
  }
})

const NO_TOKEN = { publish: "AUTH_REQUIRED", presence: "AUTH_REQUIRED" }

/** The door has words of its own for what is below `admin`, whether or not there is such a channel. */
function atTheDoor(person: string, channel: string, read: string): string {
  const isAdmin = demoPeople.some(({ id, role }) => id === person && role === "admin")
  return read !== "yes" && !isAdmin && isBelow(channels.admin)(channel) ? "ADMIN_REQUIRED" : read
}

interface Credentials {
  /** A channel token; absent for whoever gets none. */
  readonly token?: string
  /** Why there is none. */
  readonly code?: string
  /** What is sent to the stream: without a token, whatever else proves who they are. */
  readonly headers: Record<string, string>
}

/** What a person has after asking for a token. */
async function credentialsOf(person: string): Promise<Credentials> {
  const proof = person === "nobody" ? {} : bearer(foreignToken(person))
  const request = new Request(`${ORIGIN}/api/channels/authenticate`, { method: "POST", headers: proof })
  const { token, code } = await (await endpoints(request)).json()
  return token ? { token, headers: bearer(token) } : { code, headers: proof }
}

/** Fits no channel, so that nothing is said: only a message that one may publish is looked at. */
const NO_MESSAGE = null

/** What the stream, publishing, presence and history answer: `"yes"` or the code of the refusal. */
async function answers({ token, headers }: Credentials, channel: string) {
  const proof = token ? bearer(token) : undefined
  const stream = await ask(door, headers, channel)
  const publishing = new Request(`${ORIGIN}/api/channels/publish`, {
    method: "POST",
    headers: { ...proof, "content-type": "application/json" },
    body: JSON.stringify({ channel, data: NO_MESSAGE }),
  })
  const reading = new Request(
    `${ORIGIN}/api/channels/history?channel=${channel}`,
    proof ? { headers: proof } : {},
  )
  const looking = new Request(
    `${ORIGIN}/api/channels/presence?channel=${channel}`,
    proof ? { headers: proof } : {},
  )
  return {
    read: verdictOf(stream.status, stream.body),
    presence: await verdictIn(await endpoints(looking)),
    publish: await verdictIn(await endpoints(publishing)),
    history: await verdictIn(await endpoints(reading)),
  }
}

async function verdictIn(response: Response): Promise<string> {
  return verdictOf(response.status, await response.text())
}

function verdictOf(status: number, body: string): string {
  const code = asFields(parseJson(body))?.code
  return status === 200 || code === "INVALID_PAYLOAD" ? "yes" : String(code)
}

/** The path that a name is one of, if any. */
function pathOf(name: string): string | undefined {
  try {
    return resolveChannel(channels, name).path
  } catch {
    return undefined
  }
}
