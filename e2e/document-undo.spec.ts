/** Undo in a line of a document that others write in too: it goes through what one wrote oneself, and only that. */
import type { Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const PAGE = "/dashboard/document/red"

const line = (page: Page, number: number) =>
  page.getByRole("textbox", { name: `Line ${number}`, exact: true })

/** Types where the caret of a page is, and waits until both pages show `text`. */
async function type(page: Page, keys: string, shown: { pages: Page[]; number: number; text: string }) {
  await page.keyboard.type(keys)
  await agree(shown)
}

/** Waits until all pages show a text, and everything is stored. */
async function agree({ pages, number, text }: { pages: Page[]; number: number; text: string }) {
  for (const page of pages) await expect(line(page, number)).toHaveValue(text)
  for (const page of pages) await expect(page.getByText("Everything is stored")).toBeVisible()
}

/** Puts the caret of a page in a line, in this column. */
async function goTo(page: Page, number: number, column: number): Promise<void> {
  await line(page, number).focus()
  await line(page, number).evaluate((box: HTMLTextAreaElement, to) => box.setSelectionRange(to, to), column)
}

/** Two people, and a line that both have emptied. */
async function pair(person: (id: "ben" | "bea", path: string) => Promise<{ page: Page }>, number: number) {
  const { page: ben } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  await line(bea, number).fill("-")
  await agree({ pages: [ben, bea], number, text: "-" })
  await line(bea, number).fill("")
  const says = (text: string) => ({ pages: [ben, bea], number, text })
  await agree(says(""))
  return { ben, bea, says }
}

test("undo and redo go through one's own typing, and leave what another person wrote in front", async ({
  person,
}) => {
  const { ben, bea, says } = await pair(person, 1)
  await goTo(ben, 1, 0)
  await type(ben, "one two", says("one two"))
  await goTo(bea, 1, 0)
  await type(bea, "Bea: ", says("Bea: one two"))
  await type(ben, " three", says("Bea: one two three"))
  for (const text of ["Bea: one two", "Bea: ", "Bea: "]) {
    await ben.keyboard.press("Control+z")
    await agree(says(text))
  }
  for (const text of ["Bea: one two", "Bea: one two three", "Bea: one two three"]) {
    await ben.keyboard.press("Control+y")
    await agree(says(text))
  }
  await ben.keyboard.press("Control+z")
  await ben.keyboard.press("Control+Shift+z")
  await type(ben, "!", says("Bea: one two three!"))
})

test("undo takes back one's own letters around what another person wrote among them", async ({ person }) => {
  const { ben, bea, says } = await pair(person, 2)
  await goTo(ben, 2, 0)
  await type(ben, "Milk eggs", says("Milk eggs"))
  await goTo(bea, 2, 5)
  await type(bea, "and ", says("Milk and eggs"))
  await ben.keyboard.press("Control+z")
  await agree(says("and "))
  await ben.keyboard.press("Control+y")
  await agree(says("Milk and eggs"))
})

test("undo leaves what another person wrote behind, and what they took out stays out", async ({ person }) => {
  const { ben, bea, says } = await pair(person, 3)
  await goTo(ben, 3, 0)
  await type(ben, "abcdef", says("abcdef"))
  await goTo(bea, 3, 6)
  await type(bea, " tail", says("abcdef tail"))
  await ben.keyboard.press("Control+z")
  await agree(says(" tail"))
  await ben.keyboard.press("Control+y")
  await agree(says("abcdef tail"))
  await goTo(bea, 3, 2)
  await bea.keyboard.press("Delete")
  await agree(says("abdef tail"))
  await ben.keyboard.press("Control+z")
  await agree(says(" tail"))
  await ben.keyboard.press("Control+y")
  await agree(says("abdef tail"))
})

test("what one deleted comes back with undo, with the caret behind it", async ({ person }) => {
  const { ben, bea, says } = await pair(person, 4)
  await goTo(bea, 4, 0)
  await type(bea, "keep this", says("keep this"))
  await goTo(ben, 4, 9)
  await ben.keyboard.press("Shift+Home")
  await ben.keyboard.press("Delete")
  await agree(says(""))
  await type(bea, "Bea", says("Bea"))
  await ben.keyboard.press("Control+z")
  for (const page of [ben, bea]) await expect(line(page, 4)).toHaveValue(/^(Beakeep this|keep thisBea)$/)
  await ben.keyboard.type("!")
  for (const page of [ben, bea]) await expect(line(page, 4)).toHaveValue(/keep this!/)
})

test("an undo that the browser's own menu asks for is the same one", async ({ person }) => {
  const { ben, bea, says } = await pair(person, 5)
  await goTo(ben, 5, 0)
  await type(ben, "one two", says("one two"))
  await goTo(bea, 5, 0)
  await type(bea, "Bea: ", says("Bea: one two"))
  await type(ben, " three", says("Bea: one two three"))
  const command = (name: string) => ben.evaluate((asked) => document.execCommand(asked), name)
  await command("undo")
  await agree(says("Bea: one two"))
  // The browser may have nothing more to undo; what it then redoes must not be its own.
  await command("undo")
  await command("redo")
  await command("redo")
  await agree(says("Bea: one two three"))
})

test("what was composed is one step of undo", async ({ person }) => {
  const { page: ben, context } = await person("ben", PAGE)
  const { page: bea } = await person("bea", PAGE)
  const keys = await context.newCDPSession(ben)
  await line(bea, 6).fill("ab")
  const says = (text: string) => ({ pages: [ben, bea], number: 6, text })
  await agree(says("ab"))
  await goTo(ben, 6, 2)
  for (const text of ["k", "か", "かな"]) {
    await keys.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }
  await keys.send("Input.insertText", { text: "仮名" })
  await agree(says("ab仮名"))
  await goTo(bea, 6, 0)
  await type(bea, "Bea: ", says("Bea: ab仮名"))
  await ben.keyboard.press("Control+z")
  await agree(says("Bea: ab"))
  await ben.keyboard.press("Control+y")
  await agree(says("Bea: ab仮名"))
})
