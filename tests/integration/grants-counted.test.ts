/** A token carries 64 grants, and not one more. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import type { Authorize } from "../../lib/sock8/server/connection"
import { withSock8 } from "../../lib/sock8/server/with-sock8"
import { type App, channels, refusalOf, startApp } from "./realtime-world"

let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>
let app: App
beforeAll(async () => {
  upstash = await startEmbeddedUpstash({ token: "grants" })
  app = startApp(upstash)
})
afterAll(async () => {
  app.realtime.close()
  await upstash.close()
})

/** Rules that grant so many documents. */
const granting =
  (count: number): Authorize =>
  (conn) => {
    conn.identifyAs("ben")
    for (let n = 0; n < count; n++) conn.grant(channels.document.for({ documentId: `d${n}` }))
  }

const wanting = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    path: "document.{documentId}",
    params: { documentId: `d${n}` },
  }))

function ask(authorize: Authorize, body?: object): Promise<Response> {
  const init = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
  const request = new Request("http://app.example/authenticate", { method: "POST", ...init })
  return withSock8({ realtime: app.realtime, authorize })(request)
}

test("64 grants pass, and 65 are refused", async () => {
  const answer = await ask(granting(64))
  expect((await answer.json()).channels).toHaveLength(64)
  expect(await refusalOf(await ask(granting(65)))).toMatchObject({ status: 400, code: "TOO_MANY_CHANNELS" })
})

test("of more grants than that, 64 may be wanted, and 65 may not", async () => {
  const answer = await ask(granting(100), { want: wanting(64) })
  expect((await answer.json()).channels).toHaveLength(64)
  expect(await refusalOf(await ask(granting(100), { want: wanting(65) }))).toMatchObject({
    ...{ status: 400, code: "INVALID_REQUEST" },
  })
})
