/** What a page shows when it comes stays where it is when its channels open. */
import type { Page } from "@playwright/test"
import { noteShifts, shiftOf } from "./fixtures/layout-shift"
import type { PersonId } from "./fixtures/people"
import { expect, type Look, test } from "./fixtures/test"

const MOST = 0.05

const looks: readonly Look[] = [
  { viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
]

/** Who looks, and by which answer or sign it is known that all has come. */
const sights: readonly { id: PersonId; settled: (page: Page) => Promise<unknown> }[] = [
  { id: "ada", settled: (page) => page.waitForResponse(/\/api\/channels\/history\?channel=lobby/) },
  {
    id: "ben",
    settled: (page) => page.waitForResponse(/\/api\/channels\/history\?channel=notification\.ben/),
  },
  { id: "una", settled: (page) => expect(page.getByText("403 Forbidden")).toBeVisible() },
]

test("on one's own page nothing moves when notifications, announcements or a refusal arrive", async ({
  person,
  requestOf,
  allowConsole,
}) => {
  allowConsole(/403 .* @ .*\/(dashboard|api\/channels\/authenticate)$/)
  const [ada, bea] = [await requestOf("ada"), await requestOf("bea")]
  for (let times = 0; times < 3; times += 1) {
    for (const [from, to] of [
      [ada, "ben"],
      [bea, "ada"],
    ] as const) {
      expect((await from.post("/api/wave", { data: { to } })).status()).toBe(204)
    }
  }
  const notice = { data: { text: "Nothing moves when this arrives." } }
  for (const path of ["/api/announce", "/api/admin/notice"]) {
    expect((await ada.post(path, notice)).ok(), path).toBe(true)
  }
  for (const { id, settled } of sights) {
    for (const look of looks) {
      const { page } = await person(id, "about:blank", look)
      await noteShifts(page)
      await Promise.all([settled(page), page.goto("/dashboard")])
      await expect(page.getByRole("status", { name: "Connection" })).toHaveText(/Live|Refused/)
      const { value, shifts } = await shiftOf(page)
      expect(value, `${id} at ${look.viewport.width}: ${shifts}`).toBeLessThan(MOST)
      await page.close()
    }
  }
})

test("a page holds of its channels what its person may read, and nothing for whom they are closed", async ({
  requestOf,
}) => {
  const text = `Only for those at Acme ${Date.now()}`
  expect((await (await requestOf("ada")).post("/api/announce", { data: { text } })).ok()).toBe(true)
  const pageOf = async (id: PersonId) => (await (await requestOf(id)).get("/dashboard")).text()
  expect(await pageOf("ben")).toContain(text)
  // Of another organisation, and of the same one without a verified address, or suspended.
  expect(await pageOf("eve")).toContain("Announcements of")
  for (const id of ["eve", "una", "sam"] as const) expect(await pageOf(id), id).not.toContain(text)
})
