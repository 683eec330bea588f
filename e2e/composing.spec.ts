/** The Enter that ends a composition, as Safari tells it: it is the input method's, and does nothing else. */
import type { CDPSession } from "@playwright/test"
import { log, unique } from "./fixtures/chat"
import { expect, test } from "./fixtures/test"

/** A key that comes after the end of the composition, and names no key but that an input method has taken it. */
async function pressAsSafari(keys: CDPSession): Promise<void> {
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 }
  await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter })
  await keys.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter })
}

test("in the chat it leaves what was composed in the box, and the next Enter sends it", async ({
  person,
}) => {
  const { page, context } = await person("ben", "/dashboard/team/red")
  const keys = await context.newCDPSession(page)
  const box = page.getByLabel("Message")
  const text = unique("仮名")
  await box.focus()
  await keys.send("Input.imeSetComposition", { text: "かな", selectionStart: 2, selectionEnd: 2 })
  await keys.send("Input.insertText", { text })
  await pressAsSafari(keys)
  await expect(box).toHaveValue(text)
  await expect(log(page).getByText(text)).toHaveCount(0)
  await box.press("Enter")
  await expect(box).toHaveValue("")
  await expect(log(page).getByText(text)).toHaveCount(1)
})

test("on a board it stays in its line, and the next Enter goes on in the one below", async ({ person }) => {
  const { page, context } = await person("ben", "/dashboard/document/red")
  const keys = await context.newCDPSession(page)
  const line = (number: number) => page.getByRole("textbox", { name: `Line ${number}`, exact: true })
  await line(10).fill("")
  await keys.send("Input.imeSetComposition", { text: "かな", selectionStart: 2, selectionEnd: 2 })
  await keys.send("Input.insertText", { text: "仮名" })
  await pressAsSafari(keys)
  await expect(line(10)).toBeFocused()
  await expect(line(10)).toHaveValue("仮名")
  await line(10).press("Enter")
  await expect(line(11)).toBeFocused()
})
