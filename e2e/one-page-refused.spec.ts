/** What a page does where another person's cookie is at hand: it waits, keeps what it shows, and comes back by itself. */
import { setTimeout as wait } from "node:timers/promises"
import type { Page, Request } from "@playwright/test"
import { letIn, signInOn } from "./fixtures/sign-in"
import { expect, test } from "./fixtures/test"

const badge = (page: Page) => page.getByRole("status", { name: "Connection" })

test.beforeEach(({ allowConsole }) => allowConsole(/status of 40[139] .* @ .*\/(api|dashboard)/))

test("S-28 a second cookie that counts for one path alone makes no page ask without end", async ({
  person,
  requestOf,
}) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  await expect(badge(page)).toHaveText("Live")
  // Any site of the same domain can set one for a longer path, which browsers send first.
  const { cookies } = await (await requestOf("bea")).storageState()
  const session = cookies.filter(({ name }) => name.endsWith("session-token"))
  await context.addCookies(session.map((cookie) => ({ ...cookie, path: "/api/channels" })))
  const asked: string[] = []
  page.on("request", (request: Request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await expect(page.getByRole("alert").getByText("Another person is signed in now")).toBeVisible()
  await expect(badge(page)).toHaveText(/^Refused/)
  const tokens = () => asked.filter((path) => path === "/api/channels/authenticate").length
  const before = tokens()
  expect(before).toBeLessThan(6)
  // Where it asks without end, it does so at once: a second of silence is the end of it.
  await page.waitForTimeout(1_000)
  expect(tokens()).toBe(before)
})

test("S-28 a page that renews itself keeps what it shows while another person is signed in", async ({
  person,
}) => {
  const { page, context } = await person("ada", "/sign-in")
  await page.clock.install()
  await page.goto("/dashboard/admin/connections")
  await expect(badge(page)).toHaveText("Live")
  // The page has several occasions to renew itself before it knows who is signed in.
  await page.route("/api/auth/session", async (route) => {
    await wait(8_000)
    await route.continue()
  })
  const other = await context.newPage()
  await signInOn(other, "bea")
  await expect(page.getByText("You are now signed in as Bea Lindqvist")).toBeVisible({ timeout: 15_000 })
  const asked: string[] = []
  page.on("request", (request: Request) => asked.push(new URL(request.url()).pathname))
  await page.clock.fastForward("02:00")
  await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible()
  expect(asked.filter((path) => path === "/dashboard/admin/connections")).toEqual([])
})

test("S-28 a page that was closed to the other person comes back with its own person", async ({
  person,
  allowForbidden,
}) => {
  allowForbidden()
  const { page, context } = await person("ada")
  await expect(badge(page)).toHaveText("Live")
  await letIn(context.request, "bea")
  await page.getByRole("link", { name: "Admin" }).click()
  await expect(page.getByText("You are now signed in as Bea Lindqvist")).toBeVisible()
  await expect(page.getByText("403 Forbidden")).toHaveCount(0)
  const other = await context.newPage()
  await signInOn(other, "ada")
  await expect(page.getByRole("heading", { name: "Admin", exact: true })).toBeVisible()
  await expect(badge(page)).toHaveText("Live")
  await expect(page.getByText("You are now signed in as")).toHaveCount(0)
})

test("S-28 asking who is signed in ends no session, also where the answer comes late", async ({
  request,
}) => {
  const answer = await request.get("/api/auth/session")
  expect(await answer.json()).toEqual({})
  expect(answer.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie")).toEqual([])
})
