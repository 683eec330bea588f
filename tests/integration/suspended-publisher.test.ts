/** What a person hears who was suspended since their token was made: the token is old, and the reason is the suspension. */
import { afterAll, beforeAll, expect, test } from "vitest"
import { channels } from "@/lib/channels"
import { changePerson } from "@/lib/people/change-person"
import { realtime } from "@/lib/realtime"
import { createProxyClient } from "@/lib/sock8/client/channel-proxy"
import { createRealtimeClient } from "@/lib/sock8/client/client"
import { bearer, cookieOf, send, startRefusalWorld, tokenOf } from "./refusal-world"

let world: Awaited<ReturnType<typeof startRefusalWorld>>
beforeAll(async () => {
  world = await startRefusalWorld()
})
afterAll(() => world.stop())

const refs = createProxyClient<typeof channels>()

async function setSuspended(id: string, suspended: boolean): Promise<void> {
  await changePerson({ by: "ada", id }, (person) => {
    if (!person) throw new Error(`There is no ${id}.`)
    return { ...person, suspended }
  })
}

/** The app's own client, with the cookie of a browser that it is not. */
async function clientOf(person: string) {
  const cookie = await cookieOf(person)
  const asked: string[] = []
  const client = createRealtimeClient({
    signals: () => () => undefined,
    fetch: async (input, init) => {
      const { pathname, search } = new URL(String(input), "http://app.example")
      const headers = Object.fromEntries(new Headers(init?.headers))
      const answer = await send(pathname + search, {
        ...{ as: { ...headers, ...cookie }, method: init?.method ?? "GET" },
        ...(typeof init?.body === "string" && { body: init.body }),
      })
      asked.push(`${pathname.split("/").at(-1)} ${answer.ok ? "ok" : (await answer.clone().json()).code}`)
      return answer
    },
  })
  return { client, asked }
}

test("M-26 an old token is told that it is old, and the client comes back with the suspension", async () => {
  const chat = refs.team.chat.for({ teamId: "red" })
  const { client, asked } = await clientOf("ben")
  await client.publish(chat, { text: "before" })
  const token = await tokenOf("ben")
  await setSuspended("ben", true)
  const body = { channel: "team.red.chat", data: { text: "x" } }
  const raw = await send("/api/channels/publish", { as: bearer(token), body })
  expect([raw.status, (await raw.json()).code]).toEqual([401, "TOKEN_EXPIRED"])
  await expect(client.publish(chat, { text: "after" })).rejects.toMatchObject({
    message: "Account suspended",
    data: { type: "ACCOUNT_SUSPENDED" },
  })
  expect(asked).toEqual([
    ...["authenticate ok", "publish ok"],
    ...["publish TOKEN_EXPIRED", "authenticate ACCOUNT_SUSPENDED"],
  ])
  const { messages } = await realtime.history.readBefore(channels.team.chat.for({ teamId: "red" }), {
    before: undefined,
    limit: 10,
  })
  expect(messages.map(({ data }) => data)).toEqual([{ text: "before" }])
  await setSuspended("ben", false)
  client.reconnect()
  await client.publish(chat, { text: "again" })
})
