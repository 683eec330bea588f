/** The shared document of a team: people see each other's carets and edits, and end up with the same text. */
import type { APIRequestContext, Locator, Page } from "@playwright/test"
import { expectAccessibleInEachLook } from "./fixtures/accessible"
import { type PersonId, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const PAGE = "/dashboard/document/red"
const CHANNEL = "document.red"
const wide = { viewport: { width: 1280, height: 900 }, colorScheme: "light" } as const
const narrow = { viewport: { width: 390, height: 844 }, colorScheme: "dark" } as const

/** Pixels between the text of a line and its border. */
const PADDING = 10

const line = (page: Page, number: number) =>
  page.getByRole("textbox", { name: `Line ${number}`, exact: true })
const here = (page: Page, id: PersonId) =>
  page.getByRole("list", { name: "Who is here" }).getByRole("listitem").filter({ hasText: people[id].name })
const stored = (page: Page) => expect(page.getByText("Everything is stored")).toBeVisible()

test("K-25 two people of a team see each other write, also in the same line, and everybody who comes reads the same", async ({
  person,
}) => {
  const { page: ben } = await person("ben", PAGE, wide)
  const { page: bea, request } = await person("bea", PAGE, narrow)
  const refusals: string[] = []
  const states: string[] = []
  for (const page of [ben, bea]) {
    page.on("response", (answer) => void (answer.status() > 400 && refusals.push(answer.url())))
  }
  ben.on("request", (sent) => void (sent.url().endsWith("/presence") && states.push(sent.postData() ?? "")))

  await test.step("an edit and the caret show in the other window, and are told in words", async () => {
    await expect(here(bea, "ben")).toContainText("reading")
    await line(ben, 3).fill("")
    await line(ben, 3).pressSequentially("Milk and eggs")
    await expect(line(bea, 3)).toHaveValue("Milk and eggs")
    await expect(here(bea, "ben")).toContainText("at line 3")
    const row = bea.getByRole("listitem").filter({ has: line(bea, 3) })
    await expect(row.getByText(people.ben.name)).toBeVisible()
    await expect(bea.getByRole("status", { name: "Changes by others" })).toHaveText(
      `${people.ben.name} changed line 3: Milk and eggs`,
    )
    await expectAccessibleInEachLook(bea)
  })

  await test.step("a name stands below its line and within it, also on a narrow screen where the line breaks", async () => {
    for (const text of [
      "Nearly as long as a line of a phone",
      "Longer than a line of a phone, and so it breaks",
    ]) {
      await line(ben, 8).fill(text)
      await expect(line(bea, 8)).toHaveValue(text)
      await expect(here(bea, "ben")).toContainText("at line 8")
      const flag = bea
        .getByRole("listitem")
        .filter({ has: line(bea, 8) })
        .getByText(people.ben.name)
      await expect(async () => {
        const [box, name] = [await boundsOf(line(bea, 8)), await boundsOf(flag)]
        expect(name.y).toBeGreaterThanOrEqual(box.y + box.height - PADDING)
        expect(name.x + name.width).toBeLessThanOrEqual(box.x + box.width)
      }).toPass({ timeout: 10_000 })
    }
  })

  await test.step("keys lead from line to line, and many moves are few requests: the last one counts", async () => {
    await line(ben, 3).press("Enter")
    await expect(line(ben, 4)).toBeFocused()
    await line(ben, 4).press("ArrowUp")
    await expect(line(ben, 3)).toBeFocused()
    await expect(here(bea, "ben")).toContainText("at line 3")
    const before = states.length
    const began = Date.now()
    for (let round = 0; round < 4; round += 1) {
      for (let step = 0; step < 5; step += 1) await line(ben, 3).press("ArrowRight")
      await line(ben, 3).press("Home")
    }
    for (let step = 0; step < 7; step += 1) await line(ben, 3).press("ArrowRight")
    await expect.poll(() => caretOf(request, "ben")).toEqual({ line: 2, column: 7 })
    // Ten in a second at most; here each waits for the one before and 200 ms more.
    expect(states.length - before).toBeLessThanOrEqual(2 + (Date.now() - began) / 200)
  })

  await test.step("what others write in one's line leaves the caret between its letters", async () => {
    await line(bea, 3).fill("Milk, eggs and bread")
    await expect(line(ben, 3)).toHaveValue("Milk, eggs and bread")
    expect(await line(ben, 3).evaluate((box: HTMLTextAreaElement) => box.selectionEnd)).toBe(
      "Milk, eggs an".length,
    )
  })

  await test.step("both write in one line at once: one of the two texts stays, and it is the same for both", async () => {
    await line(ben, 5).fill("")
    await expect(line(bea, 5)).toHaveValue("")
    await Promise.all([
      line(ben, 5).pressSequentially("bread from Ben", { delay: 30 }),
      line(bea, 5).pressSequentially("butter from Bea", { delay: 30 }),
    ])
    for (const page of [ben, bea]) await stored(page)
    await expect(async () => {
      expect(await line(ben, 5).inputValue()).toBe(await line(bea, 5).inputValue())
    }).toPass({ timeout: 10_000 })
    expect(await line(ben, 5).inputValue()).not.toBe("")
  })

  await test.step("whoever comes later or again reads what the others see", async () => {
    const texts = await Promise.all([3, 5].map((number) => line(ben, number).inputValue()))
    await bea.reload()
    for (const [index, number] of [3, 5].entries()) {
      await expect(line(bea, number)).toHaveValue(texts[index] ?? "")
    }
  })
  expect(refusals, "nobody writes or moves too fast").toEqual([])
})

test("names of people who write at the same place stand side by side, on a wide screen and a narrow one", async ({
  person,
}) => {
  const { page: ada } = await person("ada", PAGE)
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE, narrow)
  const flagsOf = bea.getByRole("listitem").filter({ has: line(bea, 6) })
  for (const viewport of [wide.viewport, narrow.viewport]) {
    await bea.setViewportSize(viewport)
    for (const text of ["", "A line that is too long for a phone, so that it breaks"]) {
      await line(ben, 6).fill(text)
      await expect(line(ada, 6)).toHaveValue(text)
      await expect(line(bea, 6)).toHaveValue(text)
      for (const page of [ada, ben]) await line(page, 6).press("End")
      for (const id of ["ada", "ben"] as const) await expect(here(bea, id)).toContainText("at line 6")
      await expect(async () => {
        const box = await boundsOf(line(bea, 6))
        const names = await Promise.all(
          [people.ada.name, people.ben.name].map((name) => boundsOf(flagsOf.getByText(name))),
        )
        const [left, right] = names.sort((a, b) => a.x - b.x)
        expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual(right?.x ?? 0)
        expect((right?.x ?? 0) + (right?.width ?? 0)).toBeLessThanOrEqual(box.x + box.width)
      }).toPass({ timeout: 10_000 })
    }
  }
})

test("what was typed right before a page is left is stored", async ({ person }) => {
  const { page: bea } = await person("bea", PAGE)
  const { page: ben } = await person("ben", PAGE)
  await expect(here(bea, "ben")).toContainText("reading")
  const said = `Typed last ${Date.now()}`
  // In one task, so that the second is not said yet: it waits for the answer to the first, and for a pause.
  await line(ben, 9).evaluate((box: HTMLTextAreaElement, text) => {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set
    for (const value of [text.slice(0, -1), text]) {
      set?.call(box, value)
      box.dispatchEvent(new Event("input", { bubbles: true }))
    }
    window.location.assign("/icon.svg")
  }, said)
  await expect(line(bea, 9)).toHaveValue(said)
})

test("K-17 K-18 R-6 a document is opened to its team, and to no other of the organisation or outside, however alike", async ({
  requestOf,
}) => {
  const outsiders = {
    ben2: [PAGE, "/dashboard/document/red-eu"],
    eve: [PAGE, "/dashboard/document/blue"],
    ben: [
      "/dashboard/document/blue",
      "/dashboard/document/red2",
      "/dashboard/document/re",
      "/dashboard/document/RED",
    ],
  } as const
  for (const [id, pages] of Object.entries(outsiders)) {
    const request = await requestOf(id as PersonId)
    for (const path of pages) expect((await request.get(path)).status(), `${id} ${path}`).toBe(403)
    const headers = await bearerOf(request)
    for (const path of pages) {
      const channel = `document.${path.split("/").at(-1)}`
      const data = { channel, data: { line: 0, text: "not to be said" } }
      const answers = [
        await request.get(`/api/realtime?channel=${channel}`, { headers }),
        await request.get(`/api/channels/history?channel=${channel}`, { headers }),
        await request.get(`/api/channels/presence?channel=${channel}`, { headers }),
        await request.post("/api/channels/publish", { headers, data }),
      ]
      for (const answer of answers) {
        expect([answer.status(), (await answer.json()).code], `${id} ${answer.url()}`).toEqual([
          ...[403, "FORBIDDEN_CHANNEL"],
        ])
      }
    }
    for (const channel of ["document-*", "document.*"]) {
      const answer = await request.get(`/api/realtime?channel=${channel}`, { headers })
      expect(answer.ok(), channel).toBe(false)
    }
  }
  const ben = await requestOf("ben")
  const own = await ben.get(`/api/channels/history?channel=${CHANNEL}`, { headers: await bearerOf(ben) })
  expect(own.status()).toBe(200)
})

async function bearerOf(request: APIRequestContext): Promise<Record<string, string>> {
  const { token } = await (await request.post("/api/realtime-token")).json()
  return { authorization: `Bearer ${token}` }
}

/** Where somebody writes, as the server has it. */
async function caretOf(request: APIRequestContext, id: PersonId): Promise<unknown> {
  const headers = await bearerOf(request)
  const answer = await request.get(`/api/channels/presence?channel=${CHANNEL}`, { headers })
  const { members } = await answer.json()
  return members.find((member: { id: string }) => member.id === id)?.state?.caret
}

async function boundsOf(part: Locator) {
  const bounds = await part.boundingBox()
  if (!bounds) throw new Error("It is not shown.")
  return bounds
}
