/** What the guard of the pages decides, over the app's own rules and Redis: what is taken away closes its pages. */
import { expect, test } from "vitest"
import { channels } from "@/lib/channels"
import { tellUnread } from "@/lib/notifications/list-notifications"
import { askVisitor } from "@/lib/pages/ask-visitor"
import { decidePage } from "@/lib/pages/decide-page"
import type { PageParams, PagePath } from "@/lib/pages/page-rules"
import { readPerson } from "@/lib/people/people"
import { commentOn } from "@/lib/posts/comment"
import { listComments } from "@/lib/posts/comments"
import { postsFor } from "@/lib/posts/posts"
import { realtime } from "@/lib/realtime"
import { change, cookieOf, ORIGIN, startAppWorld } from "./app-world"

startAppWorld()

/** What a page answers a person now: `"yes"` or the code of the refusal. */
async function pageFor(id: string, path: PagePath, params: PageParams = {}): Promise<string> {
  const person = await readPerson(id)
  const decision = decidePage(path, params, person && (await askVisitor(person)))
  return decision.allowed ? "yes" : decision.code
}

const pagesOfRed: ReadonlyArray<readonly [PagePath, PageParams]> = [
  ["/dashboard/team/[teamId]", { teamId: "red" }],
  ["/dashboard/posts/[postId]", { postId: "retrospective" }],
  ["/dashboard/document/[documentId]", { documentId: "red" }],
]
const own: ReadonlyArray<readonly [PagePath, PageParams]> = [
  ["/dashboard", {}],
  ["/dashboard/inbox", {}],
]
const answersOf = async (id: string, pages: typeof own) =>
  Promise.all(pages.map(([path, params]) => pageFor(id, path, params)))

test("S-5 suspending a person closes every page that shows anything of others, and lifting it opens them", async () => {
  expect(await answersOf("bea", [...pagesOfRed, ...own])).toEqual(Array(5).fill("yes"))
  await change("bea", { suspended: true })
  expect(await answersOf("bea", [...pagesOfRed, ...own])).toEqual(Array(5).fill("ACCOUNT_SUSPENDED"))
  expect(await pageFor("bea", "/dashboard/inspector")).toBe("yes")
  await change("bea", { suspended: false })
  expect(await answersOf("bea", [...pagesOfRed, ...own])).toEqual(Array(5).fill("yes"))
})

test("S-5 leaving a team closes its pages and no others", async () => {
  await change("bea", { teamIds: [] })
  expect(await answersOf("bea", pagesOfRed)).toEqual(Array(3).fill("FORBIDDEN_CHANNEL"))
  expect(await answersOf("bea", own)).toEqual(["yes", "yes"])
})

test("S-5 a channel that was denied to one person takes the pages along that show it", async () => {
  const person = await readPerson("bea")
  if (!person) throw new Error("Bea is missing.")
  const chat = channels.team.chat.for({ teamId: "red" })
  await realtime.revoker.deny("bea", chat)
  expect(await answersOf("bea", pagesOfRed)).toEqual(["FORBIDDEN_CHANNEL", "FORBIDDEN_CHANNEL", "yes"])
  expect(postsFor((await askVisitor(person)).grants)).toEqual([])
  expect(await comment("bea", "not to be kept")).toBe(404)
  expect((await listComments("retrospective")).map(({ text }) => text)).not.toContain("not to be kept")
  await realtime.revoker.allow("bea", chat)
  expect(await answersOf("bea", pagesOfRed)).toEqual(["yes", "yes", "yes"])
  expect(await comment("bea", "to be kept")).toBe(200)
})

async function comment(id: string, text: string): Promise<number> {
  const headers = { ...(await cookieOf(id)), "content-type": "application/json" }
  const request = new Request(`${ORIGIN}/api/posts/retrospective/comment`, {
    ...{ method: "POST", headers: { ...headers, host: new URL(ORIGIN).host } },
    body: JSON.stringify({ text }),
  })
  return (await commentOn("retrospective")(request)).status
}

test("S-5 notifications are listed for those who may read their channel", async () => {
  const request = async () =>
    new Request(`${ORIGIN}/api/notifications/unread`, { headers: await cookieOf("bea") })
  expect((await tellUnread(await request())).status).toBe(200)
  await realtime.revoker.deny("bea", channels.notification.for({ userId: "bea" }))
  expect((await tellUnread(await request())).status).toBe(403)
  expect(await pageFor("bea", "/dashboard/inbox")).toBe("FORBIDDEN_CHANNEL")
  await realtime.revoker.allow("bea", channels.notification.for({ userId: "bea" }))
})

test("S-5 an address that no channel can be of opens no page, and a role counts as it is now", async () => {
  for (const teamId of ["", "..", "red.chat", "*", "x".repeat(65), "constructor"]) {
    expect(await pageFor("ada", "/dashboard/team/[teamId]", { teamId })).toMatch(
      /^(FORBIDDEN|INVALID)_CHANNEL$/,
    )
  }
  expect(await pageFor("ada", "/dashboard/admin/keys")).toBe("yes")
  await change("ada", { role: "member" })
  expect(await pageFor("ada", "/dashboard/admin/keys")).toBe("ADMIN_REQUIRED")
})
