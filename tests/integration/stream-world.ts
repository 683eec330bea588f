/** Apps over any of the back ends, rooms that nobody else uses, and what their streams say. */
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest"
import { type App, channels, eventOf, type Reader, startApp, texts } from "./realtime-world"
import { type BackendName, startBackends } from "./upstash-servers"

type Options = Parameters<typeof startApp>[1]

/**
 * Starts the back ends for one file. Answers how to start apps over one of them: their streams end after each
 * test, and they themselves after the block.
 */
export function startStreamWorld(): (name: BackendName) => (options?: Options) => App {
  let backends: Awaited<ReturnType<typeof startBackends>>
  beforeAll(async () => {
    backends = await startBackends()
  })
  afterAll(() => backends.stop())
  return (name) => {
    const apps: App[] = []
    afterEach(() => {
      for (const { leaveAll } of apps) leaveAll()
    })
    afterAll(() => {
      for (const { realtime } of apps) realtime.close()
    })
    return (options) => {
      const app = startApp(backends.servers[name], options)
      apps.push(app)
      return app
    }
  }
}

let room = 0
/** A team that no other test has written to. */
export const newTeam = () => `t${++room}`

export const opened = (reader: Reader) =>
  vi.waitFor(() => expect(eventOf(reader, "open")).toBeDefined(), 10_000)

export const reads = (reader: Reader, expected: string[]) =>
  vi.waitFor(() => expect(texts(reader)).toEqual(expected), 5_000)

/** Opens a room that nobody has used, to open it again later from where it stood. */
export async function openRoom(app: App) {
  const channel = channels.team.chat.for({ teamId: newTeam() })
  const token = await app.tokenOf("ben", { "x-teams": channel.params.teamId ?? "" })
  const first = await app.open(token, [{ name: channel.name }])
  await opened(first)
  const after = eventOf(first, "open")?.channels[0]?.cursor ?? ""
  const openAgain = ({ by = app, at = after } = {}) => by.open(token, [{ name: channel.name, after: at }])
  return { channel, first, openAgain }
}
