/** Requests for several parts of the tree, each with steps of its own: `within(channels.admin, …)`. */
import { describe, expect, test } from "vitest"
import { Sock8Error } from "../../lib/sock8/core/errors"
import { requireGrants, requireToken, type Step } from "../../lib/sock8/server/door"
import { within } from "../../lib/sock8/server/within"
import { ask, requireAda, standings, startDoor } from "./door-world"
import { channels, refusalOf } from "./realtime-world"

const appWith = startDoor()

describe("a request for several parts", () => {
  test("goes on without the part that refused, whose channels get its refusal as their verdict", async () => {
    const app = appWith(requireToken, within(channels.admin, requireAda), requireGrants)
    const names = ["notification.ben", "admin.logs", "admin.no-such"]
    const required = "ADMIN_REQUIRED Admin access required"
    expect(await standings(await ask(app, "ben", ...names), ...names)).toEqual({
      ...{ "notification.ben": "open", "admin.logs": required, "admin.no-such": required },
    })
    const own = ["notification.ada", "admin.logs"]
    expect(await standings(await ask(app, "ada", ...own), ...own)).toEqual({
      ...{ "notification.ada": "open", "admin.logs": "open" },
    })
  })

  test("U1-9 is refused as a whole where nothing is left, in the words of the last part", async () => {
    const app = appWith(
      requireToken,
      within(channels.team, () => new Response("Closed on Sundays", { status: 418 })),
      within(channels.admin, requireAda),
    )
    expect(await refusalOf((await ask(app, "ben", "team.red.chat", "admin.logs")).response)).toMatchObject({
      ...{ status: 403, code: "ADMIN_REQUIRED" },
    })
    const { response } = await ask(app, "ben", "team.red.chat")
    expect([response.status, await response.text()]).toEqual([418, "Closed on Sundays"])
    const both = ["team.red.chat", "notification.ben"]
    expect(await standings(await ask(app, "ben", ...both), ...both)).toEqual({
      ...{ "team.red.chat": "FORBIDDEN_CHANNEL Closed on Sundays", "notification.ben": "open" },
    })
  })

  test("tells somebody unknown one refusal and no verdicts", async () => {
    const wall = () => new Response("Please sign in", { status: 401 })
    const app = appWith(within(channels.team, wall), within(channels.lobby))
    const answer = await app.connect({}, "?channel=lobby&channel=team.red.chat")
    expect([answer.status, await answer.text()]).toEqual([401, "Please sign in"])
  })

  test("does not lend one part's visitor to another part, nor to a part that refused", async () => {
    const recognised: Step = ({ identifyAs }) =>
      identifyAs({
        identity: "ben",
        grants: [{ pattern: "document.*", actions: ["read"], because: "a wide grant" }],
      })
    const app = appWith(
      within(channels.document, recognised, () => new Response("No", { status: 403 })),
      within(channels.notification, requireAda),
    )
    const answer = await app.connect({}, "?channel=document.d1&channel=notification.ada")
    expect(await refusalOf(answer)).toMatchObject({ status: 401, code: "AUTH_REQUIRED" })
    const two = appWith(
      within(channels.document, recognised),
      within(channels.team, requireToken),
      within(channels.lobby),
    )
    const headers = { authorization: `Bearer ${await two.tokenOf("ada")}` }
    const mixed = await two.connect({ headers }, "?channel=document.d1&channel=team.red.chat")
    const text = await readFirst(mixed, "AUTH_FAILED")
    expect(text).toContain('"document.d1"')
    expect(text).toContain("Authentication failed")
  })

  test("a step that throws its refusal refuses its part; one that fails closes the door", async () => {
    const limited = () => {
      throw new Sock8Error("RATE_LIMITED", { retryAfter: 7 })
    }
    const app = appWith(requireToken, within(channels.team, limited))
    const names = ["team.red.chat", "notification.ben"]
    expect(await standings(await ask(app, "ben", ...names), ...names)).toEqual({
      ...{ "team.red.chat": "RATE_LIMITED Rate limited", "notification.ben": "open" },
    })
    const alone = await ask(app, "ben", "team.red.chat")
    expect([alone.response.status, alone.response.headers.get("retry-after")]).toEqual([429, "7"])
    const failing = appWith(
      requireToken,
      within(channels.team, () => Promise.reject(new Error("the database is down"))),
    )
    const { response } = await ask(failing, "ben", ...names)
    expect(await refusalOf(response)).toMatchObject({ status: 503, code: "UNAVAILABLE" })
  })
})

/** Reads a stream until a word comes, and leaves. */
async function readFirst(response: Response, word: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  while (reader && !text.includes(word)) {
    const { value, done } = await reader.read()
    if (done) break
    text += value
  }
  await reader?.cancel()
  return text
}
