/** The pages and addresses of `docs/access-matrix.md`, asked of the running app as each demo person. */
import type { APIRequestContext } from "@playwright/test"
import { refusals } from "../lib/sock8/core/errors"
import { matrixPage, readAddresses } from "../scripts/read-matrix"
import { speaker, unique } from "./fixtures/chat"
import { type PersonId, people } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const lines = readAddresses(matrixPage)
const ids: readonly PersonId[] = ["ada", "ben", "bea", "ben2", "eve", "una", "sam"]

test("S-5 the matrix has a line for pages, routes and streams", () => {
  expect(lines.length).toBeGreaterThan(30)
  for (const beginning of ["/dashboard/posts/", "/api/notifications", "/api/realtime?", "/api/channels/"]) {
    expect(lines.filter(({ address }) => address.startsWith(beginning)).length, beginning).toBeGreaterThan(0)
  }
})

for (const id of [...ids, "nobody"] as const) {
  test(`S-5 every page and address answers ${id} as the access matrix has it`, async ({
    requestOf,
    baseURL,
  }) => {
    const cookie = id === "nobody" ? "" : await cookieOf(await requestOf(id))
    for (const { address, answers } of lines) {
      const answer = await ask(`${baseURL}${address}`, cookie)
      expect.soft(verdictOf(address, answer), `${id} at ${address}`).toBe(expectedAt(address, answers[id]))
    }
  })
}

/** What a page shows for each code: it does not tell why something is not granted, or whether it exists. */
function expectedAt(address: string, code = ""): string {
  const isUntold = code === "FORBIDDEN_CHANNEL" || code === "ADMIN_REQUIRED"
  return isUntold && isPage(address) ? "not granted" : code
}

/** What an answer amounts to, in the words of the matrix. */
function verdictOf(address: string, { status, text, location }: Answer): string {
  if (status === 200) return "yes"
  if (location?.includes("/sign-in?callbackUrl=%2Fdashboard")) return "AUTH_REQUIRED"
  if (address === "/malformed") return status === refusals.INVALID_REQUEST.status ? "INVALID_REQUEST" : text
  if (!isPage(address)) return String(JSON.parse(text).code)
  if (status === 404) return "NOT_FOUND"
  return status === 403 ? reasonOn(text) : `${status}`
}

/** The heading of a closed page, as the answer carries it for the browser to show. */
const headings: Readonly<Record<string, string>> = {
  ACCOUNT_SUSPENDED: "This page is closed while you are suspended",
  EMAIL_NOT_VERIFIED: "This page opens once your e-mail address is verified",
  "not granted": "This was not granted to you",
}

function reasonOn(page: string): string {
  const [reason = "no reason"] = Object.entries(headings).find(([, heading]) => page.includes(heading)) ?? []
  return reason
}

function isPage(address: string): boolean {
  return address.startsWith("/dashboard")
}

interface Answer {
  readonly status: number
  /** Empty for a stream, which is left at once. */
  readonly text: string
  readonly location: string | null
}

/** Asks as a browser does: for a stream as its `EventSource`, for anything else as a page. */
async function ask(url: string, cookie: string, headers: Record<string, string> = {}): Promise<Answer> {
  const leave = new AbortController()
  const accept = url.includes("/api/realtime") ? "text/event-stream" : "text/html"
  const answer = await fetch(url, {
    headers: { accept, cookie, "sec-fetch-site": "same-origin", ...headers },
    redirect: "manual",
    signal: leave.signal,
  })
  const isStream = answer.headers.get("content-type")?.includes("text/event-stream")
  const text = isStream ? "" : await answer.text()
  leave.abort()
  return { status: answer.status, text, location: answer.headers.get("location") }
}

async function cookieOf(request: APIRequestContext): Promise<string> {
  const { cookies } = await request.storageState()
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
}

for (const id of ["sam", "una"] as const) {
  test(`S-5 what others write is on no page for ${id}, in no form of it`, async ({ requestOf, baseURL }) => {
    const bea = await requestOf("bea")
    const [comment, said, announced] = [unique("comment"), unique("said"), unique("announced")]
    expect((await bea.post("/api/posts/retrospective/comment", { data: { text: comment } })).status()).toBe(
      200,
    )
    expect(await (await speaker(bea, "team.red.chat"))(said)).toBe(200)
    const announcing = await (await requestOf("ada")).post("/api/announce", { data: { text: announced } })
    expect(announcing.ok()).toBe(true)
    // The gallery names Ada in an example of what a message holds.
    const others = ids.filter((other) => other !== "ada" && other !== id).map((other) => people[other].name)
    const closed = [...others, comment, said, announced, "Retrospective on Friday", "Red team", "Board of"]
    const cookie = await cookieOf(await requestOf(id))
    for (const { address } of lines.filter((line) => isPage(line.address))) {
      const answers = await Promise.all(forms.map((headers) => ask(`${baseURL}${address}`, cookie, headers)))
      const shown = closed.filter((words) => answers.some(({ text }) => text.includes(words)))
      expect.soft(shown, `${id} ${address}`).toEqual([])
    }
  })
}

/** A whole page, what a refresh asks for, and what a link asks for before it is followed. */
const forms: ReadonlyArray<Record<string, string>> = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
]

test("S-5 a page that was granted and is taken away refuses its refresh, and what was written since", async ({
  person,
  requestOf,
  allowConsole,
  allowForbidden,
}) => {
  allowConsole(/403/)
  allowForbidden()
  const [ada, bea] = [await requestOf("ada"), await requestOf("bea")]
  const suspend = async (change: "suspend" | "lift") => {
    const answer = await ada.post("/api/admin/suspension", { data: { id: "ben", change } })
    expect(answer.status(), change).toBe(204)
  }
  const { page } = await person("ben", "/dashboard")
  const board = page.getByRole("region", { name: "Notice board" })
  await expect(board.getByRole("link", { name: "Retrospective on Friday" })).toBeVisible()
  const refreshed: string[] = []
  page.on("response", async (answer) => {
    if (answer.request().headers().rsc) refreshed.push(await answer.text().catch(() => ""))
  })
  try {
    await suspend("suspend")
    const written = unique("written since")
    await bea.post("/api/posts/retrospective/comment", { data: { text: written } })
    await board.getByRole("link", { name: "Retrospective on Friday" }).click()
    await expect(page.getByRole("heading", { name: "Account suspended" })).toBeVisible()
    await expect(page.getByText("403 Forbidden")).toBeVisible()
    await expect(page.getByText(written)).toHaveCount(0)
    await page.reload()
    await expect(
      page.getByRole("heading", { name: "This page is closed while you are suspended" }),
    ).toBeVisible()
    expect(refreshed.length).toBeGreaterThan(0)
    expect(refreshed.filter((text) => text.includes(written))).toEqual([])
    await suspend("lift")
    await page.getByRole("button", { name: "Try again" }).click()
    await expect(page.getByText(written)).toBeVisible()
  } finally {
    await suspend("lift")
  }
})

for (const [id, code] of [
  ["sam", "ACCOUNT_SUSPENDED"],
  ["una", "EMAIL_NOT_VERIFIED"],
] as const) {
  test(`S-5 ${id} is told why a page is closed, and can sign out there`, async ({
    page,
    signIn,
    allowConsole,
  }) => {
    allowConsole(/40[13]/)
    await signIn(id)
    await expect(page.getByRole("heading", { level: 1, name: headings[code] ?? "" })).toBeVisible()
    await page.getByRole("link", { name: "What you may do" }).click()
    await expect(page.getByRole("heading", { level: 1, name: "Inspector" })).toBeVisible()
    await page.getByRole("button", { name: "Sign out" }).click()
    await expect(page).toHaveURL(/\/$/)
  })
}
