/** The production build behind nginx, with https in front, as docs/deploy.md has it and as nginx comes. */
import { proxiedAddress } from "../scripts/e2e-environment"
import { type OwnServer, startOwnServer } from "./attacks/own-server"
import { head, sendRaw } from "./attacks/raw-request"
import { log, unique } from "./fixtures/chat"
import { DEFAULT_SETTINGS, documentedSettings, type Nginx, startNginx } from "./fixtures/nginx"
import { demoPassword, people } from "./fixtures/people"
import { signInOn } from "./fixtures/sign-in"
import { expect, test } from "./fixtures/test"

const { host: HOST, port: NGINX_PORT, url: ADDRESS } = proxiedAddress()
const APP_OFFSET = 6

const SETTINGS = {
  "the settings of docs/deploy.md": documentedSettings,
  "nginx's own settings": async () => DEFAULT_SETTINGS,
}

let app: OwnServer

test.beforeAll(async () => {
  app = startOwnServer(APP_OFFSET, { NEXTAUTH_URL: ADDRESS, TRUSTED_PROXY_HOPS: "1" })
  expect(await app.started).toBe(undefined)
})
test.afterAll(() => app.stop())

for (const [name, settingsOf] of Object.entries(SETTINGS)) {
  test.describe(`with ${name}`, () => {
    let nginx: Nginx
    test.beforeAll(async () => {
      nginx = await startNginx(await settingsOf(), { port: NGINX_PORT, app: app.url, host: HOST })
    })
    test.afterAll(() => nginx.stop())

    test("people sign in, channels open, and what is said arrives and is sent", async ({ page, context }) => {
      await page.goto("/dashboard/team/red")
      await expect(page).toHaveURL(`${ADDRESS}/sign-in?callbackUrl=%2Fdashboard%2Fteam%2Fred`)
      await page.getByRole("button", { name: "Sign in as Ben Castillo", exact: true }).click()
      await expect(page).toHaveURL(`${ADDRESS}/dashboard/team/red`)
      const second = await context.newPage()
      await second.goto("/dashboard/team/red")
      for (const tab of [page, second]) {
        await expect(tab.getByRole("status", { name: "Connection" })).toHaveText("Live")
      }
      const text = unique("through nginx")
      await page.getByLabel("Message").fill(text)
      await page.getByLabel("Message").press("Enter")
      await expect(page.getByRole("status", { name: "Sending" })).toHaveText("Message sent")
      await expect(log(second).getByText(text)).toBeVisible()
    })

    test("every cookie of the app is Secure, and signing out ends the session", async ({
      page,
      context,
      allowConsole,
    }) => {
      // The dashboard may still be asking for what it shows.
      allowConsole(/401 .* @ .*\/api\/(realtime-token|notifications\/unread)$/)
      await signInOn(page, "bea")
      const cookies = await context.cookies()
      expect(cookies.length).toBeGreaterThan(2)
      expect(cookies.filter(({ secure }) => !secure)).toEqual([])
      await page.getByRole("button", { name: "Sign out" }).click()
      await expect(page).toHaveURL(`${ADDRESS}/`)
      expect(
        await page.evaluate(async () => (await fetch("/api/realtime-token", { method: "POST" })).status),
      ).toBe(401)
    })
  })
}

const POSTS = ["/api/channels/authenticate", "/api/realtime-token", "/api/wave", "/api/auth/signout"]

test("no header makes another origin than NEXTAUTH_URL the app's own", async () => {
  const own = new URL(app.url).host
  const forged = [
    { Host: "evil.example", Origin: "https://evil.example", "X-Forwarded-Proto": "https" },
    { Host: "evil.example", Origin: "http://evil.example" },
    { Host: own, Origin: `http://${own}` },
    { Host: HOST, Origin: `http://${HOST}`, "X-Forwarded-Proto": "http" },
    { Host: HOST, Origin: "https://evil.example", "X-Forwarded-Host": "evil.example" },
  ]
  for (const headers of forged) {
    for (const path of POSTS) {
      const answer = await sendRaw(app.url, [
        head(app.url, `POST ${path}`, { ...headers, "Content-Length": 0 }),
      ])
      const title = `${path} ${JSON.stringify(headers)}`
      expect(answer.status(), title).toBe(403)
      expect(await answer.text(), title).toContain("ORIGIN_FORBIDDEN")
    }
  }
})

test("a page that is opened at another address says so, and leads to the right one", async ({ page }) => {
  await page.goto(`${app.url}/sign-in`)
  const notice = page.getByRole("alert").filter({ hasText: ADDRESS })
  await expect(notice).toContainText(`This page was opened at ${app.url}`)
  await expect(notice.getByRole("link", { name: ADDRESS })).toHaveAttribute("href", `${ADDRESS}/sign-in`)
})

test("an address in another spelling is the same one: its cookies are Secure, its pages sign in", async ({
  request,
}) => {
  const spelled = startOwnServer(APP_OFFSET + 2, { NEXTAUTH_URL: "HTTPS://App.Example.ORG:443/" })
  try {
    expect(await spelled.started).toBe(undefined)
    const begun = await request.get(`${spelled.url}/api/auth/csrf`)
    const cookies = begun.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie")
    expect(cookies.length).toBeGreaterThan(0)
    for (const { value } of cookies) expect(value).toMatch(/^__(Host|Secure)-.+; Secure/)
    const cookie = cookies.map(({ value }) => value.split(";", 1)).join("; ")
    const { csrfToken } = await begun.json()
    const answer = await request.post(`${spelled.url}/api/auth/callback/credentials`, {
      headers: { origin: ADDRESS, cookie },
      form: {
        csrfToken,
        email: people.ben.email,
        password: demoPassword,
        callbackUrl: "/docs",
        json: "true",
      },
    })
    expect(answer.status()).toBe(200)
    expect(await answer.json()).toEqual({ url: `${ADDRESS}/docs` })
  } finally {
    await spelled.stop()
  }
})
