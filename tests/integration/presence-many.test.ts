/** Presence of a process with many channels, and what killed processes leave behind. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { enter, newFloor, peopleOf, sees } from "./presence-world"
import { type App, eventOf, startApp } from "./realtime-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

/** Rounds are the test's to begin. */
const quiet = { probeEveryMs: 3_600_000, watchEveryMs: 3_600_000 }
/** Channels whose people one round looks at in its first command, and channels of one stream. */
const [IN_ONE_COMMAND, IN_ONE_STREAM] = [500, 50]

describe.each(backendNames)("with Redis %s", (name) => {
  const end = (app: App) => {
    app.leaveAll()
    app.realtime.close()
  }

  test("on each of very many channels whoever was killed is gone once their lease has ended", async () => {
    const here = startApp(backends.servers[name], { ...quiet, watchEveryMs: 5_000 })
    const killed = startApp(backends.servers[name], quiet)
    for (let count = 0; count <= IN_ONE_COMMAND; count += IN_ONE_STREAM) {
      const person = `p${count}-${name}`
      const floors = Array.from({ length: IN_ONE_STREAM / 2 }, () => newFloor({ [person]: "present" }))
      const wanted = floors.flatMap((id) =>
        [`floor.${id}`, `hall.${id}`].map((name) => ({ name, present: true })),
      )
      const reader = await here.open(await here.tokenOf(person), wanted)
      await vi.waitFor(() => expect(eventOf(reader, "open")?.channels).toHaveLength(IN_ONE_STREAM))
    }
    const floor = `floor.${newFloor({ ada: "present", ben: "present" })}`
    const ada = await enter(here, "ada", floor)
    const { connection } = await enter(killed, "ben", floor)
    await sees(ada, "ada,ben")
    await here.redis.zadd("tests:open", { score: Date.now() - 1_000, member: connection })
    await vi.waitFor(() => expect([...peopleOf(ada).keys()]).toEqual(["ada"]), 30_000)
    end(here)
    end(killed)
  }, 60_000)

  test("what is known of connections that ended long ago is forgotten, also where nobody lists them", async () => {
    const app = startApp(backends.servers[name], quiet)
    const ada = await enter(app, "ada", `floor.${newFloor({ ada: "present" })}`)
    const now = Date.now()
    await app.redis.zadd("tests:open", { score: now - 1_000, member: "just-ended" })
    await app.redis.zadd("tests:open", { score: now - 3_600_000, member: "long-ended" })
    await app.redis.hset("tests:open:details", { "just-ended": "{}", "long-ended": "{}" })
    await app.realtime.connections.watch()
    const known = (await app.redis.hkeys("tests:open:details")).sort()
    expect(known).toEqual(["just-ended", ada.connection].sort())
    expect(await app.redis.zscore("tests:open", "long-ended")).toBeNull()
    end(app)
  })
})
