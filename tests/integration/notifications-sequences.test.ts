/** Any sequence of what can happen: the count of each device is that of the list, and never goes back. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import type { Inbox } from "@/lib/notifications/inbox"
import { type Device, type NotificationsApp, startNotificationsApp } from "./notifications-world"
import { backendNames, startBackends } from "./upstash-servers"

let backends: Awaited<ReturnType<typeof startBackends>>
beforeAll(async () => {
  backends = await startBackends()
})
afterAll(() => backends.stop())

/** Each is a sequence of its own, the same at each run: a failure names the one to look at. */
const SEEDS = [1, 2, 3, 4, 5, 6]
const STEPS = 25

/** Numbers from 0 up to 1 that a seed decides (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One person with two devices, and what has been sent to them. */
interface Scene {
  readonly app: NotificationsApp
  readonly person: string
  readonly devices: readonly Device[]
  readonly sent: string[]
  readonly chance: () => number
}

type Step = (scene: Scene) => Promise<unknown>

function anyOf<Value>({ chance }: Scene, values: readonly Value[]): Value | undefined {
  return values[Math.floor(chance() * values.length)]
}

const send: Step = async ({ app, person, sent }) => {
  const told = { type: "news", title: `n${sent.length}`, body: "", link: "/dashboard" } as const
  sent.push((await app.sendNotification(person, told)).id)
}
const sendUncounted: Step = async ({ app, person, sent }) => {
  const channel = app.channels.notification.for({ userId: person })
  const told = { type: "news", title: `n${sent.length}`, body: "", link: "/dashboard" } as const
  sent.push((await channel.emit(told)).id)
}
const readOne: Step = async (scene) => {
  const id = anyOf(scene, scene.sent)
  if (id) await scene.app.mark(scene.person, { ids: [id] })
}
const readSeveral: Step = async (scene) => {
  const ids = scene.sent.filter(() => scene.chance() < 0.4)
  if (ids.length > 0) await scene.app.mark(scene.person, { ids })
}
const readAll: Step = async (scene) => {
  const device = anyOf(scene, scene.devices)
  if (device) await scene.app.mark(scene.person, { upTo: device.newest() })
}
const disconnect: Step = async (scene) => anyOf(scene, scene.devices)?.disconnect()
const reconnect: Step = async (scene) => {
  const device = anyOf(scene, scene.devices)
  device?.reconnect()
  await device?.opened()
}
const atOnce: Step = async (scene) => {
  const steps = [send, readOne, readAll, send, readSeveral]
  await Promise.all(steps.map((step) => step(scene)))
}

const steps: readonly Step[] = [
  ...[send, send, send, sendUncounted, readOne, readOne, readSeveral, readAll],
  ...[disconnect, reconnect, reconnect, atOnce],
]

describe.each(backendNames)("with Redis %s", (name) => {
  let app: NotificationsApp
  beforeAll(async () => {
    app = await startNotificationsApp(backends.servers[name])
  })
  afterAll(() => app.realtime.close())

  /** Every connected device agrees with the list: on the count, and on each notification. */
  async function expectAgreement({ person, devices }: Scene, note: string) {
    const items = await app.listAll(person)
    const unread = items.filter(({ read }) => !read).length
    for (const device of devices.filter((one) => one.isOpen())) {
      await vi.waitFor(() => expect(device.unread(), note).toBe(unread), 5_000)
      for (const { id, read } of items) expect(device.isRead(id), `${note}: ${id}`).toBe(read)
    }
  }

  test.each(SEEDS)(
    "M-51 M-53 M-54 sequence %i: counts are those of the list and never go back",
    async (seed) => {
      const person = ["ada", "ben", "bea", "ben2", "eve"][seed % 5] ?? "ada"
      const devices = [app.openDevice(person), app.openDevice(person)]
      const scene: Scene = { app, person, devices, sent: [], chance: chanceOf(seed) }
      const versions: number[][] = devices.map(() => [])
      for (const device of devices) await device.opened()
      for (let n = 0; n < STEPS; n++) {
        const step = anyOf(scene, steps) ?? send
        await step(scene)
        for (const [index, device] of devices.entries()) versions[index]?.push(device.version())
        await expectAgreement(scene, `step ${n}`)
      }
      for (const device of devices) {
        device.reconnect()
        await device.opened()
      }
      await expectAgreement(scene, "the end")
      for (const seen of versions) expect(seen).toEqual([...seen].sort((a, b) => a - b))
      expectOneCountPerVersion(devices.flatMap(({ told }) => told))
      for (const device of devices) device.disconnect()
    },
    60_000,
  )
})

/** What the server told under one version was one and the same thing, whoever asked and whoever was told. */
function expectOneCountPerVersion(told: readonly Inbox[]) {
  const known = new Map<number, Inbox>()
  for (const inbox of told) {
    const same = known.get(inbox.version) ?? inbox
    expect({ ...inbox, read: [...inbox.read].sort() }).toEqual({ ...same, read: [...same.read].sort() })
    known.set(inbox.version, inbox)
  }
}
