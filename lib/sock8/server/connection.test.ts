import { describe, expect, test, vi } from "vitest"
import { z } from "zod"
import { channel, defineChannels } from "../core/define"
import { type Authorize, RULES_WITHIN_MS, runAuthorize } from "./connection"

const tree = defineChannels({
  "notification.{userId}": [z.string()],
  "team.{teamId}.chat": channel(z.string(), { publish: true }),
  "document.{documentId}": [z.string()],
  "admin.logs": [z.string()],
})
const request = new Request("http://localhost/api/channels/authenticate", { method: "POST" })

function run(authorize: Authorize) {
  return runAuthorize(authorize, request)
}

describe("authorize", () => {
  test("K-4 K-11 K-12 K-13 K-14 identifies somebody and grants as often as it likes", async () => {
    const { identity, name, grants } = await run((conn) => {
      conn.identifyAs("ben", { name: "Ben Castillo" })
      conn.grant(tree.notification.for({ userId: "ben" }), { because: "your own channel" })
      conn.grant(tree.team.chat.for({ teamId: "red" }), { publish: true })
      conn.grant(tree.admin.logs)
      conn.grantEvery(tree.document)
    })
    expect({ identity, name }).toEqual({ identity: "ben", name: "Ben Castillo" })
    expect(grants.map(({ pattern, actions }) => [pattern, actions])).toEqual([
      ["notification.ben", ["read"]],
      ["team.red.chat", ["read", "publish"]],
      ["admin.logs", ["read"]],
      ["document.*", ["read"]],
    ])
  })

  test("K-15 that returns early refuses, as nobody is known", async () => {
    await expect(run(() => undefined)).rejects.toMatchObject({ code: "AUTH_REQUIRED" })
    await expect(run((conn) => conn.grant(tree.admin.logs))).rejects.toMatchObject({ code: "AUTH_REQUIRED" })
  })

  test("that identifies and grants nothing is a 403, not a 401", async () => {
    await expect(run((conn) => conn.identifyAs("ben"))).rejects.toMatchObject({ code: "FORBIDDEN_CHANNEL" })
  })

  test("that throws refuses with 503 and keeps what it had granted to itself", async () => {
    const failing: Authorize = (conn) => {
      conn.identifyAs("ben")
      conn.grant(tree.admin.logs)
      throw new Error("the database is down")
    }
    await expect(run(failing)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: "Not available just now",
    })
    await expect(run(async (conn) => failing(conn))).rejects.toMatchObject({ code: "UNAVAILABLE" })
  })

  test("M-26 that rejects refuses with its code, before and after grants", async () => {
    const rejecting: Authorize = (conn) => {
      conn.identifyAs("sam")
      conn.grant(tree.notification.for({ userId: "sam" }))
      conn.reject("ACCOUNT_SUSPENDED")
      conn.grant(tree.admin.logs)
    }
    await expect(run(rejecting)).rejects.toMatchObject({ code: "ACCOUNT_SUSPENDED" })
  })

  test("K-11 the identity is true at every moment", async () => {
    const seen: Array<string | undefined> = []
    const watching: Authorize = (conn) => {
      seen.push(conn.identity)
      conn.identifyAs("ben")
      seen.push(conn.identity)
      conn.reject("ACCOUNT_SUSPENDED")
      seen.push(conn.identity)
    }
    await run(watching).catch(() => undefined)
    expect(seen).toEqual([undefined, "ben", undefined])
  })

  test("a second identity and a malformed one are mistakes of the rules: 503, never a grant", async () => {
    const twice: Authorize = (conn) => {
      conn.identifyAs("ben")
      conn.identifyAs("ada")
    }
    await expect(run(twice)).rejects.toMatchObject({ code: "UNAVAILABLE" })
    await expect(run((conn) => conn.identifyAs("ben@example.com"))).rejects.toMatchObject({
      code: "UNAVAILABLE",
    })
  })
})

test("a rule that never answers grants nothing, and is not waited for", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  try {
    const asked = runAuthorize(() => new Promise<void>(() => undefined), new Request("http://localhost/"))
    const refused = expect(asked).rejects.toMatchObject({ code: "UNAVAILABLE" })
    await vi.advanceTimersByTimeAsync(RULES_WITHIN_MS)
    await refused
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
