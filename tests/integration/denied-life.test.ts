/** How long a channel stays taken away from a person: for as long as that person still comes. */

import { decodeJwt } from "jose"
import { expect, test } from "vitest"
import { channels } from "@/lib/channels"
import { realtime } from "@/lib/realtime"
import { PERSON_TTL_SECONDS } from "@/lib/redis/keys"
import { redis } from "@/lib/redis/redis"
import { startAppWorld, tokenOf } from "./app-world"

startAppWorld()

const chat = channels.team.chat.for({ teamId: "red" })
const KEY = "grantway:denied:ben"

test("S-2 what was denied is denied again for years at each token that the person is given", async () => {
  await realtime.revoker.deny("ben", chat)
  // Almost over: nobody gave the channel back, and the person never stopped coming.
  await redis().expire(KEY, 60)
  const { permissions } = decodeJwt(await tokenOf("ben"))
  expect(JSON.stringify(permissions)).not.toContain(chat.name)
  expect(await redis().ttl(KEY)).toBeGreaterThan(2 * PERSON_TTL_SECONDS)
  await realtime.revoker.allow("ben", chat)
  expect(await redis().exists(KEY)).toBe(0)
  expect(JSON.stringify(decodeJwt(await tokenOf("ben")))).toContain(chat.name)
})
