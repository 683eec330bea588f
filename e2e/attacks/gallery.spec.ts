/** The attack gallery: every entry is sent through the page, as each kind of person, and holds. */
import { floodedText } from "@/lib/attacks/floods"
import { attacks } from "@/lib/attacks/list"
import type { PersonId } from "../fixtures/people"
import { expect, test } from "./siege"

const sendable = attacks.filter(({ by }) => by === "browser")
const ownChat: Partial<Record<PersonId, string>> = {
  ada: "team.red.chat",
  ben: "team.red.chat",
  eve: "team.red-eu.chat",
}

for (const [id, chat] of Object.entries(ownChat) as Array<[PersonId, string]>) {
  test(`${id} sends the whole gallery, and every attack is held`, async ({
    siege,
    members,
    person,
    allowConsole,
  }) => {
    allowConsole(/Failed to load resource/)
    const { page } = await person(id, "/dashboard/attacks")
    const own = await (await members.member(id)).token()
    // One line is said in earnest: it shows who is stamped as its sender.
    siege.publishes(chat)
    const sent = page.waitForRequest(/token=eyJ/)
    await page.getByRole("button", { name: `Send all ${sendable.length}` }).click()
    const { searchParams } = new URL((await sent).url())
    await expect(page.getByRole("status", { name: "Summary" })).toHaveText(
      `${sendable.length} sent, ${sendable.length} held`,
      { timeout: 30_000 },
    )
    for (const { title, requests } of sendable) {
      await siege.harmless(title, async () => {
        const card = page.getByRole("article", { name: title, exact: true })
        await expect(card.getByText("held", { exact: true })).toHaveCount(requests.length)
      })
    }
    const shown = await page.content()
    for (const token of [own, searchParams.get("token") ?? ""]) {
      for (const part of token.split(".").slice(1)) expect(shown).not.toContain(part.slice(0, 20))
    }
  })
}

test("one attack is sent by its own button, and shows the app's answer and how long it took", async ({
  siege,
  person,
  allowConsole,
}) => {
  allowConsole(/401/)
  const { page } = await person("bea")
  await page.getByRole("link", { name: "Attacks" }).click()
  await siege.harmless("alg none", async () => {
    const card = page.getByRole("article", { name: "A token that says it needs no signature" })
    await card.getByRole("button", { name: /^Send/ }).click()
    await expect(card.getByText("401 INVALID_TOKEN")).toBeVisible()
    await expect(card.getByText("Invalid token")).toBeVisible()
    await expect(card.getByText(/^\d+ ms$/)).toBeVisible()
  })
  await expect(page.getByRole("status", { name: "Summary" })).toHaveText("1 sent, 1 held")
})

test("M-18 whoever is granted nothing is told why nothing can be sent", async ({ person, allowConsole }) => {
  allowConsole(/403/)
  const { page } = await person("sam", "/dashboard/attacks")
  await page.getByRole("button", { name: /^Send all/ }).click()
  await expect(page.getByRole("status", { name: "Summary" })).toHaveText(
    "Nothing was sent: Account suspended.",
  )
})

for (const { title, requests } of attacks.filter(({ by }) => by === "program")) {
  test(`what a page cannot send, a program can, and it is refused all the same: ${title}`, async ({
    siege,
    request,
    members,
  }) => {
    const ben = await members.member("ben")
    for (const { method = "GET", path, headers: written = {}, expected } of requests) {
      if (!("status" in expected)) throw new Error("Only refusals are shown as lines for curl.")
      const headers = Object.fromEntries(
        Object.entries(written).map(([name, value]) => [name, floodedText(value)]),
      )
      for (const sender of [request, ben.request]) {
        await siege.refused(`${method} ${path}`, sender.fetch(path, { method, headers }), expected)
      }
    }
  })
}

test("the lines to copy name the app that one looks at", async ({ person, base }) => {
  const { page } = await person("ben", "/dashboard/attacks")
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  // Before that the page does not hear clicks yet.
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await page.getByRole("button", { name: "Copy" }).first().click()
  await expect(page.getByRole("button", { name: "Copied", exact: true })).toBeVisible()
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await expect
    .poll(copied)
    .toBe(`curl -i -X POST -H 'origin: https://evil.example' '${base}/api/channels/authenticate'`)
})
