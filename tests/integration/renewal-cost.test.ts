/** What a renewal costs in Redis commands, on servers that nothing else talks to. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { RENEWS_HEADER } from "../../lib/sock8/core/wire"
import { limitAttempts, requireGrants, requireToken, type Step } from "../../lib/sock8/server/door"
import { startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterEach(() => vi.useRealTimers())
afterAll(() => backends.stop())

const quiet = { probeEveryMs: 3_600_000, watchEveryMs: 3_600_000 }
const limit = limitAttempts({ perPerson: { max: 300, perSeconds: 60 } })
const door: readonly Step[] = [requireToken, limit, requireGrants]

test.each(backendNames)(
  "a renewal costs one Redis command, where a connection of the same process is replaced; an attempt of another, two: with Redis %s",
  async (name) => {
    const app = startApp(backends.servers[name], { door, ...quiet })
    const token = await app.tokenOf("ben")
    const open = async (renews?: string) => {
      const before = backends.servers[name].stats().commands
      const response = await app.connect({
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          ...(renews === undefined ? {} : { [RENEWS_HEADER]: renews }),
        },
        body: JSON.stringify({ channels: [{ name: "notification.ben" }] }),
      })
      const [, connection = ""] = /"connection":"([\w-]+)"/.exec(await firstChunk(response)) ?? []
      return { response, connection, cost: backends.servers[name].stats().commands - before }
    }
    const { connection, ...first } = await open()
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 })
    const others = [await open(connection), await open(connection), await open("another")]
    expect(others.map(({ cost }) => cost)).toEqual([1, 2, 2])
    for (const { response } of [first, ...others]) void response.body?.cancel()
    app.realtime.close()
  },
)

async function firstChunk({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  reader?.releaseLock()
  return new TextDecoder().decode(value)
}
