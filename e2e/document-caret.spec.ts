/** Two people in one line of a document: what one writes in it leaves the other's caret where they put it. */
import type { CDPSession, Locator, Page } from "@playwright/test"
import { people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const PAGE = "/dashboard/document/red"
const DIGITS = "0123456789"

const line = (page: Page, number: number) =>
  page.getByRole("textbox", { name: `Line ${number}`, exact: true })
const stored = (page: Page) => expect(page.getByText("Everything is stored")).toBeVisible()

/** Writes a line anew, and waits until both have it. */
async function agree(number: number, text: string, writer: Page, reader: Page): Promise<void> {
  await line(writer, number).fill(text)
  await expect(line(reader, number)).toHaveValue(text)
  await stored(writer)
}

/** Writes at the beginning of a line, key by key. */
async function writeInFront(box: Locator, text: string): Promise<void> {
  await box.press("Home")
  await box.pressSequentially(text)
}

const selectionOf = (box: Locator) =>
  box.evaluate((element: HTMLTextAreaElement) => [element.selectionStart, element.selectionEnd])

/** The text before somebody's caret, as another person sees it. */
const textBeforeCaret = (page: Page, number: number, name: string) =>
  page
    .getByRole("listitem")
    .filter({ has: line(page, number) })
    .evaluate((row, whose) => {
      const flag = [...row.querySelectorAll("[data-flag]")].find(({ textContent }) => textContent === whose)
      if (!flag) return undefined
      const range = document.createRange()
      range.setStart(flag.closest("p") ?? row, 0)
      range.setEndBefore(flag)
      const before = range.cloneContents()
      // The names of others are no text of the line.
      for (const other of before.querySelectorAll("[data-flag]")) other.remove()
      return before.textContent
    }, name)

test("what others insert before a caret at the end of a line leaves it at the end, for all who look", async ({
  person,
}) => {
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const { page: ada } = await person("ada", PAGE)
  await agree(1, DIGITS, ben, bea)
  await line(ben, 1).press("End")
  await expect.poll(() => textBeforeCaret(ada, 1, people.ben.name)).toBe(DIGITS)
  await writeInFront(line(bea, 1), "Bea: ")
  await expect(line(ben, 1)).toHaveValue(`Bea: ${DIGITS}`)
  expect(await selectionOf(line(ben, 1))).toEqual([15, 15])
  for (const page of [ada, bea]) {
    await expect.poll(() => textBeforeCaret(page, 1, people.ben.name)).toBe(`Bea: ${DIGITS}`)
  }
  await expect.poll(() => textBeforeCaret(ada, 1, people.bea.name)).toBe("Bea: ")
  // By the keyboard of the page and not of the box, which would be given the focus anew.
  await ben.keyboard.type("XYZ")
  for (const page of [ada, bea, ben]) await expect(line(page, 1)).toHaveValue(`Bea: ${DIGITS}XYZ`)
  await expect.poll(() => textBeforeCaret(bea, 1, people.ben.name)).toBe(`Bea: ${DIGITS}XYZ`)
})

test("a caret in the middle keeps its place between the same letters, whatever is written and taken out around it", async ({
  person,
}) => {
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  await agree(2, "Milk and eggs", ben, bea)
  await line(ben, 2).focus()
  await line(ben, 2).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(9, 9))
  for (const [text, before] of [
    ["Oat milk and eggs", "Oat milk and "],
    ["Oat milk and six eggs", "Oat milk and "],
    ["and six eggs", "and "],
    ["and 👩🏽‍🌾 six eggs", "and "],
    ["👩🏽‍🌾 and 👨🏽‍🌾 six eggs", "👩🏽‍🌾 and "],
  ] as const) {
    await line(bea, 2).fill(text)
    await expect(line(ben, 2)).toHaveValue(text)
    expect(await selectionOf(line(ben, 2)), text).toEqual([before.length, before.length])
    await expect.poll(() => textBeforeCaret(bea, 2, people.ben.name)).toBe(before)
  }
})

test("what others insert before a selection leaves the same letters selected, so that typing replaces those", async ({
  person,
}) => {
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  await agree(3, DIGITS, ben, bea)
  await line(ben, 3).focus()
  await line(ben, 3).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(3, 6, "backward"))
  await writeInFront(line(bea, 3), "Bea: ")
  await expect(line(ben, 3)).toHaveValue(`Bea: ${DIGITS}`)
  expect(await selectionOf(line(ben, 3))).toEqual([8, 11])
  expect(await line(ben, 3).evaluate((box: HTMLTextAreaElement) => box.selectionDirection)).toBe("backward")
  await ben.keyboard.type("X")
  for (const page of [ben, bea]) await expect(line(page, 3)).toHaveValue("Bea: 012X6789")
})

/** Composes as an input method does: the text so far, underlined, with the caret behind it. */
async function compose(keys: CDPSession, text: string): Promise<void> {
  await keys.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length })
}

test("what is composed while others write in front comes once, where the caret was, and no half of it is sent", async ({
  person,
}) => {
  const { page: ben, context } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const keys = await context.newCDPSession(ben)
  await agree(4, DIGITS, ben, bea)
  const sent: string[] = []
  ben.on("request", (request) => {
    if (request.url().endsWith("/publish")) sent.push(request.postDataJSON().data.text)
  })
  await line(ben, 4).press("End")
  for (const half of ["k", "か", "かn", "かな"]) await compose(keys, half)
  await writeInFront(line(bea, 4), "Bea: ")
  await stored(bea)
  // Another line tells that Ben has heard what was said before it.
  await line(bea, 5).fill("heard")
  await expect(line(ben, 5)).toHaveValue("heard")
  await expect(line(ben, 4), "nothing is written into a box that composes").toHaveValue(`${DIGITS}かな`)
  await expect(line(bea, 4)).toHaveValue(`Bea: ${DIGITS}`)
  expect(sent, "nothing half-composed is sent").toEqual([])
  await compose(keys, "仮名")
  await keys.send("Input.insertText", { text: "仮名" })
  for (const page of [ben, bea]) await expect(line(page, 4)).toHaveValue(`Bea: ${DIGITS}仮名`)
  await expect(line(ben, 4)).toBeFocused()
  expect(await selectionOf(line(ben, 4))).toEqual([17, 17])
  await ben.keyboard.type("!")
  for (const page of [ben, bea]) await expect(line(page, 4)).toHaveValue(`Bea: ${DIGITS}仮名!`)
  await stored(ben)
  expect(sent).toEqual([`Bea: ${DIGITS}仮名`, `Bea: ${DIGITS}仮名!`])
})

test("a composition that is given up leaves what others wrote meanwhile", async ({ person }) => {
  const { page: ben, context } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const keys = await context.newCDPSession(ben)
  await agree(6, DIGITS, ben, bea)
  await line(ben, 6).press("End")
  await compose(keys, "か")
  await writeInFront(line(bea, 6), "Bea: ")
  await stored(bea)
  await expect(line(ben, 6)).toHaveValue(`${DIGITS}か`)
  await compose(keys, "")
  for (const page of [ben, bea]) await expect(line(page, 6)).toHaveValue(`Bea: ${DIGITS}`)
})

test("a line of one's own that is composed in the middle is sent once it is composed", async ({ person }) => {
  const { page: ben, context } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const keys = await context.newCDPSession(ben)
  await agree(7, "ab", ben, bea)
  await line(ben, 7).focus()
  await line(ben, 7).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(1, 1))
  await compose(keys, "ni")
  await compose(keys, "に")
  await stored(ben)
  await keys.send("Input.insertText", { text: "に" })
  for (const page of [ben, bea]) await expect(line(page, 7)).toHaveValue("aにb")
  expect(await selectionOf(line(ben, 7))).toEqual([2, 2])
})

test("what a page still composes when it is left or loaded again is in its line afterwards", async ({
  person,
}) => {
  const { page, context } = await person("ben", "/dashboard/inbox")
  const keys = await context.newCDPSession(page)
  await page.getByRole("link", { name: "Board of Red team" }).click()
  await line(page, 8).fill("say ")
  await stored(page)
  await compose(keys, "hello")
  await expect(line(page, 8)).toHaveValue("say hello")
  await page.goBack()
  await expect(line(page, 8)).toHaveCount(0)
  await page.goForward()
  await expect(line(page, 8)).toHaveValue("say hello")
  await stored(page)
  await line(page, 8).press("End")
  await compose(keys, " again")
  await page.reload()
  await expect(line(page, 8)).toHaveValue("say hello again")
})

test("what is typed into a full line takes nothing away from what others wrote there", async ({ person }) => {
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const full = `${"Bea wrote all of it. ".repeat(8).slice(0, 151)}, to here`
  await agree(9, full, bea, ben)
  await writeInFront(line(ben, 9), "Ben: ")
  await expect(line(ben, 9)).toHaveValue(full)
  await stored(ben)
  await expect(line(bea, 9)).toHaveValue(full)
})
