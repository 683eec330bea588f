/** Apps with doors of a test's own, and what their streams say. */
import { afterAll, beforeAll, expect, vi } from "vitest"
import { startEmbeddedUpstash } from "../../lib/embedded-upstash/start"
import { requireThat, type Step } from "../../lib/sock8/server/door"
import { type App, eventOf, type Reader, startApp } from "./realtime-world"

/** Starts what the tests of one file need. Answers how to start an app behind a door of these steps. */
export function startDoor(): (...door: Step[]) => App {
  let upstash: Awaited<ReturnType<typeof startEmbeddedUpstash>>
  const apps: App[] = []
  beforeAll(async () => {
    upstash = await startEmbeddedUpstash({ token: "door" })
  })
  afterAll(async () => {
    for (const { realtime } of apps) realtime.close()
    await upstash.close()
  })
  return (...door) => {
    const app = startApp(upstash, { door })
    apps.push(app)
    return app
  }
}

/** A step that only Ada passes. */
export const requireAda = requireThat(({ identity }) => identity === "ada", "ADMIN_REQUIRED")

/** Asks for channels as somebody. */
export async function ask(app: App, person: string, ...names: string[]): Promise<Reader> {
  return app.open(
    await app.tokenOf(person),
    names.map((name) => ({ name })),
  )
}

/** What a stream says about each channel: `open`, or the sentence of its verdict. */
export async function standings(reader: Reader, ...names: string[]): Promise<Record<string, string>> {
  const answered = () => {
    const open = eventOf(reader, "open")?.channels.map(({ name }) => [name, "open"]) ?? []
    const refused = reader.events.flatMap((event) =>
      event.type === "refused" ? [[event.channel, `${event.code} ${event.title}`]] : [],
    )
    return Object.fromEntries([...open, ...refused])
  }
  await vi.waitFor(() => expect(Object.keys(answered()).sort()).toEqual([...names].sort()))
  reader.leave()
  return answered()
}
