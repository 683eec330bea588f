/** One connection on which more is sent than is answered, and what a router may say of its page. */
import { connect } from "node:net"
import { head, sendRaw } from "./raw-request"
import { expect, test } from "./siege"

/** What the app may take to answer others meanwhile: some 20 s before, on an idle machine. */
const ANSWERS_OTHERS_WITHIN_MS = 3_000

test("S-25 a thousand requests for pages in one write keep nobody else waiting", async ({
  siege,
  base,
  request,
}) => {
  const { hostname, port, host } = new URL(base)
  const page = `GET /sign-in HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  for (const stays of [true, false]) {
    await siege.harmless(stays ? "a client that reads nothing" : "a client that leaves", async () => {
      const socket = connect(Number(port), hostname).on("error", () => undefined)
      await new Promise<void>((resolve) => socket.write(page.repeat(1_000), () => resolve()))
      if (!stays) socket.resetAndDestroy()
      const sentAt = performance.now()
      const answer = await request.get("/api/auth/csrf", { timeout: 60_000 })
      const tookMs = performance.now() - sentAt
      socket.destroy()
      expect(answer.status()).toBe(200)
      expect(tookMs).toBeLessThan(ANSWERS_OTHERS_WITHIN_MS)
    })
  }
})

test("S-25 a fifth request on a connection that waits for its answers is refused", async ({
  siege,
  base,
}) => {
  const { hostname, port, host } = new URL(base)
  const asked = `GET /api/auth/csrf HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  await siege.harmless("nine at once", async () => {
    const socket = connect(Number(port), hostname).setEncoding("utf8")
    socket.write(asked.repeat(9))
    let answers = ""
    for await (const piece of socket) answers += piece
    expect(answers.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => line.slice(-3))).toEqual([
      ...["200", "200", "200", "200", "429"],
    ])
    expect(answers).toContain('"code":"RATE_LIMITED"')
  })
})

/** A tree of segments, as Next's router sends it. */
const nested = (depth: number) => `${'["",{"":'.repeat(depth)}["",{}]${"}]".repeat(depth)}`

test("S-26 a router's state that is too deep or none is refused, on pages and on addresses that are none", async ({
  siege,
  base,
}) => {
  for (const path of ["/", "/docs?_rsc=x", "/nothing", "/_next/nothing", "/api/auth/csrf"]) {
    for (const state of [nested(33), nested(900), "[".repeat(4_000), "nonsense", '["a",[]]']) {
      const sent = head(base, `GET ${path}`, { RSC: "1", "Next-Router-State-Tree": state })
      await siege.refused(`${path} ${state.slice(0, 20)}`, sendRaw(base, [sent]), {
        status: 400,
        code: "INVALID_REQUEST",
      })
    }
  }
})

test("S-26 a range or a condition that a file cannot meet is ignored", async ({ siege, request }) => {
  const file = /\/_next\/static\/[^"]+\.js/.exec(await (await request.get("/sign-in")).text())?.[0] ?? ""
  for (const headers of [
    { range: "bytes=99999999-" },
    { range: "bytes=x" },
    { "if-match": '"x"' },
    { "if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT" },
  ]) {
    await siege.harmless(JSON.stringify(headers), async () => {
      expect((await request.get(file, { headers })).status()).toBe(200)
    })
  }
})

test("S-26 what the app's own pages send is far from the bounds", async ({ person, siege }) => {
  const { page } = await person("ada")
  const states: string[] = []
  page.on("request", (sent) => states.push(sent.headers()["next-router-state-tree"] ?? ""))
  await siege.harmless("a walk through the app", async () => {
    for (const name of ["Red team", "Document", "Posts", "Inspector", "Attacks"]) {
      const link = page.getByRole("navigation").getByRole("link", { name }).first()
      if (await link.isVisible()) await link.click()
      await page.waitForTimeout(300)
    }
    await page.goto(`/dashboard/inspector?channel=${"x".repeat(250)}&id=${"y".repeat(60)}`)
    await page.getByRole("navigation").getByRole("link").last().click()
    await expect.poll(() => states.filter(Boolean).length).toBeGreaterThan(3)
  })
  expect(Math.max(...states.map(({ length }) => length))).toBeLessThan(2_048)
  const depths = states.map((state) => decodeURIComponent(state).split("[").length - 1)
  expect(Math.max(...depths)).toBeLessThan(16)
})
