/** Somebody who has left is gone when their grace is over, and not only when all connections are looked at again. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { enter, newFloor, sees, storyOf } from "./presence-world"
import { type App, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

const NEVER_MS = 3_600_000

describe.each(backendNames)("where no round of questions helps, with Redis %s", (name) => {
  const apps: App[] = []
  beforeAll(() => {
    const options = { graceMs: 500, watchEveryMs: NEVER_MS }
    apps.push(startApp(backends.servers[name], options), startApp(backends.servers[name], options))
  })
  afterAll(() => {
    for (const { realtime, leaveAll } of apps) {
      leaveAll()
      realtime.close()
    }
  })

  test("M-45 who left is gone within seconds, by the process whose client it was", async () => {
    const [here, there] = apps
    if (!here || !there) throw new Error("Two processes were started.")
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const [ada, ben] = [await enter(here, "ada", floor), await enter(there, "ben", floor)]
    await sees(ada, "ada,ben")
    ben.leave()
    await vi.waitFor(() => expect(storyOf(ada).slice(2)).toEqual(["leaving ben", "leave ben"]))
    // The one that looked a moment ago looks again for the next.
    const again = await enter(there, "ben", floor)
    await sees(ada, "ada,ben")
    again.leave()
    await vi.waitFor(() => expect(storyOf(ada).slice(5)).toEqual(["leaving ben", "leave ben"]))
  })
})
