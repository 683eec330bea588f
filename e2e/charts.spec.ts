/** The admin's charts: they follow what happens, say it in words too, and are the operator's alone. */
import type { Locator, Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

/** A sample comes every five seconds. */
const SOON = { timeout: 20_000 }

/** A chart by its heading, once the first sample is there. */
async function chart(page: Page, name: string): Promise<Locator> {
  const found = page.getByRole("region", { name, exact: true })
  await expect(found).toBeVisible(SOON)
  return found
}

/** The rows of a chart's table, newest first: when the interval ended, and a column. */
async function rows(of: Locator, head: string): Promise<Array<readonly [until: string, value: string]>> {
  const heads = await of.getByRole("columnheader").allTextContents()
  const cells = await of.locator("tbody tr").evaluateAll((found) =>
    // Read at once: the table moves on between two questions.
    found.map((row) => [...row.children].map((cell) => cell.textContent)),
  )
  return cells.map((row) => [row[0] ?? "", row[heads.indexOf(head)] ?? ""] as const)
}

test("admins see what happens just now, drawn and as tables, and it moves when somebody says something", async ({
  person,
}) => {
  // Several intervals go by.
  test.slow()
  const ada = await person("ada", "/dashboard/admin")
  const ben = await person("ben", "/dashboard/team/red")
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  for (const name of ["Connections", "Messages per second", "Refusals", "Delivery latency"]) {
    const one = await chart(ada.page, name)
    await expect(one.locator("canvas")).toBeVisible()
    await expect(one.getByRole("table")).toBeHidden()
    await one.getByText("Show as a table").click()
    await expect(one.getByRole("table")).toBeVisible()
  }
  const open = await chart(ada.page, "Connections")
  await expect.poll(async () => Number((await rows(open, "Open"))[0]?.[1]), SOON).toBeGreaterThanOrEqual(2)

  const messages = await chart(ada.page, "Messages per second")
  const before = (await rows(messages, "Delivered")).map(([until]) => until)
  await ben.page.getByLabel("Message").fill(`counted ${Date.now()}`)
  await ben.page.getByLabel("Message").press("Enter")
  for (const head of ["Published", "Delivered"]) {
    const moved = async () =>
      (await rows(messages, head)).some(([until, value]) => !before.includes(until) && Number(value) > 0)
    await expect.poll(moved, SOON).toBe(true)
  }
  const latency = await chart(ada.page, "Delivery latency")
  const times = async () => (await rows(latency, "95 % within")).map(([, value]) => value).join()
  await expect.poll(times, SOON).toMatch(/\d (ms|s)/)
})

test("a refusal is counted by its code", async ({ person, requestOf }) => {
  const ada = await person("ada", "/dashboard/admin")
  const refusals = await chart(ada.page, "Refusals")
  const ben = await requestOf("ben")
  const answer = await ben.get("/api/realtime?channel=team.red.chat&channel=%2e%2e")
  expect((await answer.json()).code).toBe("INVALID_CHANNEL")
  await expect(
    refusals
      .getByRole("listitem")
      .filter({ hasText: /INVALID_CHANNEL|Others/ })
      .first(),
  ).toBeVisible(SOON)
})

test("members are refused the page and the channel", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const ben = await person("ben", "/dashboard/admin")
  await expect(ben.page.getByRole("heading", { level: 1 })).toBeVisible()
  await expect(ben.page.getByRole("region", { name: "Connections", exact: true })).toHaveCount(0)
  expect((await ben.request.get("/dashboard/admin")).status()).toBe(403)
  const stream = await ben.request.get("/api/realtime?channel=admin.metrics", {
    headers: { accept: "text/event-stream" },
  })
  expect([stream.status(), (await stream.json()).code]).toEqual([403, "ADMIN_REQUIRED"])
})

test("the library of the charts is loaded by no other page", async ({ person }) => {
  test.slow()
  const ada = await person("ada", "/dashboard")
  const loaded: string[] = []
  ada.page.on("response", async (answer) => {
    if (/\.js/.test(answer.url()) && (await answer.text().catch(() => "")).includes("u-wrap"))
      loaded.push(answer.url())
  })
  for (const path of ["/dashboard", "/dashboard/team/red", "/dashboard/admin/connections"]) {
    await ada.page.goto(path)
    await expect(ada.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  }
  expect(loaded).toEqual([])
  await ada.page.goto("/dashboard/admin")
  await chart(ada.page, "Connections")
  await expect.poll(() => loaded.length).toBe(1)
})
