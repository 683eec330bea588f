/** A page acts for the person whom it shows: a cookie of another person authorises none of its requests. */
import { readdirSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { EXPECTED_IDENTITY_HEADER } from "@/lib/sock8/core/wire"
import { cookieOf, isByTheClock, send, startRefusalWorld, team } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

const id = "6f0d1c51-8a0b-4f43-9d0e-0d6d5a3a7c11"

/** Each request that a cookie alone authorises: without a body it is a GET. */
const requests: ReadonlyArray<[path: string, body?: object]> = [
  ["/api/channels/authenticate", {}],
  ["/api/realtime-token", {}],
  ["/api/wave", { to: "bea" }],
  ["/api/posts/on-call/comment", { text: "x", id }],
  ["/api/read", { channel: "team.red.chat", id: "1-0", n: 1 }],
  ["/api/notifications"],
  ["/api/notifications/unread"],
  ["/api/notifications/mark-read", { upTo: "1-0" }],
  ["/api/announce", { text: "x" }],
  ["/api/admin/role", { id: "bea", role: "admin" }],
  ["/api/admin/team", { id: "bea", teamId: "red", change: "remove" }],
  ["/api/admin/verification", { id: "bea" }],
  ["/api/admin/suspension", { id: "bea", change: "suspend" }],
  ["/api/admin/kick", { connection: id }],
  ["/api/admin/end-connections", { id: "bea" }],
  ["/api/admin/notice", { text: "x" }],
  ["/api/keys", { name: "Machine", scope: [team("red", ["read"])] }],
  ["/api/keys/revoke", { id: "unknown" }],
]

/** Sends it with Ada's cookie, from a page that shows somebody. */
async function sendFrom(shown: string, [path, body]: (typeof requests)[number]): Promise<Response> {
  return send(path, { body, as: { ...(await cookieOf("ada")), [EXPECTED_IDENTITY_HEADER]: shown } })
}

test.each(requests)(
  "%s of a page that shows another person is refused, and costs nothing",
  async (...sent) => {
    const seen = await world.monitor.during(async () => {
      const answer = await sendFrom("ben", sent)
      expect([answer.status, (await answer.json()).code]).toEqual([409, "IDENTITY_CHANGED"])
    })
    expect(seen.filter((command) => !isByTheClock(command))).toEqual([])
  },
)

test.each(requests)("S-28 %s of a page that shows the same person is not refused for it", async (...sent) => {
  expect((await sendFrom("ada", sent)).status).not.toBe(409)
})

test("S-28 the list names every route that takes a session", () => {
  const api = fileURLToPath(new URL("../../app/api", import.meta.url))
  const routes = readdirSync(api, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"))
    .map((file) => `/api/${dirname(file)}`)
  const listed = requests.map(([path]) =>
    path.replace("channels/authenticate", "channels/[...all]").replace("on-call", "[id]"),
  )
  // Sign-out is asked in `sign-out.test.ts`; an EventSource, which opens the stream by a cookie, sends no headers.
  const others = ["/api/auth/[...nextauth]", "/api/realtime", "/api/malformed", "/api/[[...missing]]"]
  expect([...listed, ...others].sort()).toEqual(routes.sort())
})
