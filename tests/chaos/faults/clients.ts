/** What happens to people, their networks and their tokens. */
import { BLUE, RED } from "../crowd"
import { demand, type Fault, letTalk } from "../fault"
import { shortTokens } from "../short-tokens"
import type { World } from "../world"

/** Everybody called Ben or Bea loses the network. Answers the undo. */
function takeOffline({ crowd }: World): () => void {
  const undos = crowd.listeners.filter(({ person }) => person.id !== "ada").map((one) => one.goOffline())
  return () => undos.forEach((undo) => void undo())
}

/** Offline, asleep, slow to leave, and renewed all the time. */
export const clientFaults: readonly Fault[] = [
  {
    name: "People are offline for a while",
    gaps: "none",
    holdMs: { short: 2_000, long: 30_000 },
    inject: takeOffline,
  },
  {
    name: "A captive portal answers 200 with a page",
    gaps: "none",
    holdMs: { short: 1_500, long: 15_000 },
    inject({ front }) {
      front.faults.isPortal = true
      front.cut()
      return () => front.heal()
    },
  },
  {
    name: "A computer wakes up to streams that are open and silent",
    gaps: "none",
    onlyLong: true,
    holdMs: { short: 0, long: 1_000 },
    inject({ front, crowd }) {
      for (const { name } of crowd.listeners) front.silence(name)
      return () => undefined
    },
  },
  {
    name: "A proxy buffers whatever does not forbid it",
    gaps: "none",
    holdMs: { short: 500, long: 5_000 },
    inject({ front }) {
      front.faults.buffers = true
      front.cut()
      return () => undefined
    },
    afterwards: async ({ front }) => front.heal(),
  },
  {
    name: "The app is not told that clients left",
    gaps: "none",
    holdMs: { short: 500, long: 5_000 },
    inject({ front }) {
      front.faults.hidesLeaving = true
      front.cut()
      return () => undefined
    },
    afterwards: async ({ front }) => front.heal(),
  },
  {
    name: "All streams break at once, and many more people come back than went",
    gaps: "none",
    async inject(world) {
      const { crowd, front, isLong } = world
      const guests = Array.from({ length: isLong ? 24 : 12 }, (_, index) =>
        crowd.openTab(index % 2 === 0 ? "bea" : "ben2", [index % 2 === 0 ? RED : BLUE]),
      )
      await world.until("the guests listen", () => guests.every(({ isOpen }) => isOpen))
      front.cut()
      return () => undefined
    },
    afterwards: leaveGuests,
  },
  {
    name: "People join and leave without pause",
    gaps: "none",
    async inject(world) {
      for (let round = 0; round < (world.isLong ? 20 : 4); round++) {
        const guests = [world.crowd.openTab("ada", [RED, BLUE]), world.crowd.openReader("bea", [RED])]
        await world.until("the guests listen", () => guests.every(({ isOpen }) => isOpen))
        await letTalk(200)
        for (const guest of guests) world.crowd.dismiss(guest)
      }
      return () => undefined
    },
  },
  {
    name: "Tokens live for 5 s, and streams are renewed all the time",
    gaps: "none",
    async inject(world) {
      const before = world.front.opened
      const guests = openShortLived(world, 9)
      const renewals = world.isLong ? 60 : 18
      const isEnough = () => world.front.opened >= before + guests.length + renewals
      await world.until(`there were ${renewals} renewals`, isEnough, 240_000)
      return () => undefined
    },
    afterwards: leaveGuests,
  },
  {
    name: "No tokens are to be had while they run out",
    gaps: "none",
    holdMs: { short: 5_000, long: 20_000 },
    async inject(world) {
      const guests = openShortLived(world, 3)
      await world.until("they listen", () => guests.every(({ isOpen }) => isOpen))
      world.front.faults.refusesTokens = true
      return () => world.front.heal()
    },
    afterwards: leaveGuests,
  },
  {
    name: "Somebody's connections are ended, and they come back",
    gaps: "none",
    async inject(world) {
      const ben = world.crowd.listeners.filter(({ person }) => person.id === "ben")
      const { status } = await world.crowd.person("ada").post("/api/admin/end-connections", { id: "ben" })
      demand(status === 204, `ending connections was answered with ${status}`)
      const tabs = world.crowd.tabs.filter((tab) => ben.includes(tab))
      await world.until("they are closed", () => tabs.every(({ isOpen }) => !isOpen), 10_000)
      return () => tabs.forEach(({ client }) => void client.reconnect())
    },
  },
  {
    name: "Connections are ended while subscriptions are silent",
    gaps: "none",
    onlyLong: true,
    async inject(world) {
      const tabs = world.crowd.tabs.filter(({ person }) => person.id === "ben")
      for (const link of world.links) link.muteSubscriptions()
      await world.crowd.person("ada").post("/api/admin/end-connections", { id: "ben" })
      await world.until("they are closed", () => tabs.every(({ isOpen }) => !isOpen), 10_000)
      return () => tabs.forEach(({ client }) => void client.reconnect())
    },
  },
  {
    name: "Somebody is taken out of a team and put back",
    gaps: "none",
    async inject(world) {
      const { crowd } = world
      const ada = crowd.person("ada")
      const team = { id: "ben2", teamId: "blue" }
      const blue = crowd.listeners.filter(({ person }) => person.id === "ben2")
      const talker = crowd.publishers.find(({ by }) => by === "ben2")
      await talker?.pause()
      const taken = await ada.post("/api/admin/team", { ...team, change: "remove" })
      demand(taken.status === 204, `taking somebody out of a team was answered with ${taken.status}`)
      await letTalk(1_000)
      for (const { ear } of blue) ear.grant(BLUE, false)
      for (let said = 0; said < 5; said++) await crowd.sayAs("ada", BLUE)
      await letTalk(300)
      for (const { ear } of blue) ear.grant(BLUE, true)
      const back = await ada.post("/api/admin/team", { ...team, change: "add" })
      demand(back.status === 204, `putting somebody into a team was answered with ${back.status}`)
      return () => {
        crowd.person("ben2").forgetToken()
        for (const tab of crowd.tabs) if (tab.person.id === "ben2") tab.client.reconnect()
        talker?.resume()
      }
    },
  },
]

function openShortLived(world: World, count: number) {
  return Array.from({ length: count }, () => {
    const authToken = shortTokens(world, world.crowd.person("ada"), 5)
    return world.crowd.openTab("ada", [RED, BLUE], { authToken })
  })
}

async function leaveGuests({ crowd, front }: World): Promise<void> {
  front.heal()
  crowd.dismissGuests()
}
