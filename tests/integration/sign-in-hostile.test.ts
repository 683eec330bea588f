import { createServer, type Server } from "node:http"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { currentPerson } from "@/lib/auth/current-person"
import { setEnv } from "@/lib/env"
import { DEMO_PASSWORD } from "@/lib/people/demo-people"
import { openBrowser } from "./sign-in-browser"
import { refusalIn, startSignInWorld } from "./sign-in-world"

const { upstash } = startSignInWorld()

describe("a hostile callbackUrl", () => {
  const hostile = ["https://evil.example/", "//evil.example", "/\\evil.example", "/.//evil.example"]
  const broken = ["javascript:alert(1)", "not an address", "http://[", "\u0000", "data:,x"]

  test.each([...hostile, ...broken])("%j leads to a page of ours", async (callbackUrl) => {
    const browser = openBrowser()
    const signedIn = await browser.signIn("ben@grantway.example", DEMO_PASSWORD, callbackUrl)
    expect(await signedIn.json()).toEqual({ url: "http://localhost:3000/dashboard" })
    const asked = await openBrowser().send(`signin?callbackUrl=${encodeURIComponent(callbackUrl)}`)
    const location = new URL(asked.headers.get("location") ?? "", "http://localhost:3000")
    expect([asked.status, location.pathname]).toEqual([302, "/sign-in"])
    expect(location.searchParams.get("callbackUrl")).toBe("http://localhost:3000/dashboard")
  })

  test.each([...hostile, ...broken])(
    "%j in next-auth's cookie leads to a page of ours",
    async (callbackUrl) => {
      const browser = openBrowser()
      browser.jar.set("next-auth.callback-url", encodeURIComponent(callbackUrl))
      expect((await browser.send("signin")).status).toBe(302)
      const answer = await browser.post("callback/credentials", {
        email: "ben@grantway.example",
        password: DEMO_PASSWORD,
      })
      expect(answer.status).toBe(200)
      expect(new URL((await answer.json()).url).origin).toBe("http://localhost:3000")
    },
  )

  test("of our own site keeps its path", async () => {
    const answer = await openBrowser().signIn(
      "ben@grantway.example",
      DEMO_PASSWORD,
      "/dashboard/team/red?tab=chat",
    )
    expect(await answer.json()).toEqual({ url: "http://localhost:3000/dashboard/team/red?tab=chat" })
  })
})

describe("a page of another site", () => {
  const own = "http://localhost:3000"
  const strange = [
    ...["https://evil.example", "null", "file://", "undefined", "*", "//localhost:3000", "localhost:3000"],
    ...["https://localhost:3000", "http://localhost", "http://localhost:30000", "http://127.0.0.1:3000"],
    ...[
      "http://localhost:3000.evil.example",
      "http://evil.example/localhost:3000",
      "http://x.localhost:3000",
    ],
    ...[`${own}/`, "http://evil.example@localhost:3000", "x y"],
  ]
  const paths = [
    "callback/credentials",
    "signin/github",
    "signin/credentials",
    "signout",
    "session",
    "_log",
    "nope",
  ]
  const forms = { "content-type": "application/x-www-form-urlencoded" }

  /** With a good CSRF token, so that nothing but the other site can be the reason. */
  async function postFrom(headers: Record<string, string>, path: string, padding = "") {
    const browser = openBrowser()
    const { csrfToken } = await (await browser.send("csrf")).json()
    const fields = { csrfToken, email: "ben@grantway.example", password: DEMO_PASSWORD, json: "true" }
    const body = `${new URLSearchParams(fields)}${padding}`
    const before = upstash().stats().commands
    const answer = await browser.send(path, { method: "POST", headers: { ...forms, ...headers }, body })
    return { answer, browser, commands: upstash().stats().commands - before }
  }

  test.each(strange)("S-15 of %j is refused before anything of its post is read", async (origin) => {
    // A body that is too large would be answered with 413.
    const padding = `&x=${"x".repeat(20_000)}`
    for (const path of paths) {
      const { answer, browser, commands } = await postFrom({ origin }, path, padding)
      expect([path, answer.status, (await answer.json()).code]).toEqual([path, 403, "ORIGIN_FORBIDDEN"])
      expect(commands).toBe(0)
      expect(browser.jar.has("next-auth.session-token")).toBe(false)
    }
  })

  test.each(["cross-site", "same-site", "none"])(
    "S-15 is told by `Sec-Fetch-Site: %s` where there is no `Origin`",
    async (site) => {
      const { answer } = await postFrom({ "sec-fetch-site": site }, "callback/credentials")
      expect([answer.status, (await answer.json()).code]).toEqual([403, "ORIGIN_FORBIDDEN"])
    },
  )

  test("S-15 cannot end a session", async () => {
    const browser = openBrowser()
    await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
    const { csrfToken } = await (await browser.send("csrf")).json()
    const body = new URLSearchParams({ csrfToken, json: "true" }).toString()
    const headers = { ...forms, origin: "https://evil.example" }
    expect((await browser.send("signout", { method: "POST", headers, body })).status).toBe(403)
    expect(await currentPerson(browser.request())).toMatchObject({ id: "ben" })
  })

  test("S-15 is not the app's own page, and not a program, which sends neither header", async () => {
    for (const headers of [{ origin: own, "sec-fetch-site": "same-origin" }, {}]) {
      const { answer, browser } = await postFrom(headers, "callback/credentials")
      expect(answer.status).toBe(200)
      expect(browser.jar.has("next-auth.session-token")).toBe(true)
    }
  })
})

describe("what is no request of a browser", () => {
  const json = { "content-type": "application/json" }

  test.each([
    ["broken JSON", 400, json, "{"],
    ["JSON that is no form", 400, json, '[{"a":1}]'],
    ["a nested field", 400, json, '{"csrfToken":{"toString":"x"}}'],
    ["a body above 16 KiB", 413, {}, "x".repeat(16 * 1024 + 1)],
  ])("%s is answered with %i", async (_what, status, headers, body) => {
    const answer = await openBrowser().send("callback/credentials", { method: "POST", headers, body })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
  })

  test("an unknown action or an odd path is no server error", async () => {
    for (const path of ["nope", "error/%E2%98%83", "error?error=%E2%98%83", "signin/%00", "callback/nope"]) {
      expect((await openBrowser().send(path)).status).toBeLessThan(500)
    }
  })

  test("the log of next-auth cannot be written to from outside", async () => {
    const body = '{"level":"error","code":"forged"}'
    expect((await openBrowser().send("_log", { method: "POST", headers: json, body })).status).toBe(204)
  })
})

describe("what cannot be done is not answered with 200", () => {
  test("a sign-in that is set up wrongly is 503, whatever is asked", async () => {
    const { NEXTAUTH_SECRET = "" } = process.env
    expect(() => setEnv({ NEXTAUTH_SECRET: "" })).toThrow(/NEXTAUTH_SECRET +is missing/)
    try {
      for (const path of ["csrf", "session", "providers", "signin"]) {
        const answer = await openBrowser().send(path)
        expect([answer.status, (await answer.json()).code]).toEqual([503, "UNAVAILABLE"])
      }
    } finally {
      setEnv({ NEXTAUTH_SECRET })
    }
  })

  describe("while Redis is silent", () => {
    let silent: Server
    const silentUrl = () => {
      const address = silent.address()
      if (typeof address !== "object" || !address) throw new Error("The silent server has no address.")
      return `http://127.0.0.1:${address.port}`
    }
    beforeEach(async () => {
      silent = createServer(() => {}).listen(0, "127.0.0.1")
      await new Promise((listening) => silent.once("listening", listening))
      connectTo(silentUrl())
    })
    afterEach(() => {
      connectTo(upstash().url)
      silent.closeAllConnections()
      silent.close()
    })

    test("signing in is refused within two seconds or so, by 503", async () => {
      const start = performance.now()
      const answer = await openBrowser().signIn("ben@grantway.example", DEMO_PASSWORD)
      expect(await refusalIn(answer)).toEqual({ status: 503, error: "Unavailable" })
      expect(answer.headers.get("retry-after")).toBe("5")
      expect(performance.now() - start).toBeLessThan(2500)
    })

    test("S-2 signing out is 503, and the browser keeps a session that could not be ended", async () => {
      connectTo(upstash().url)
      const browser = openBrowser()
      await browser.signIn("ben@grantway.example", DEMO_PASSWORD)
      connectTo(silentUrl())
      const answer = await browser.signOut()
      expect([answer.status, (await answer.json()).code]).toEqual([503, "UNAVAILABLE"])
      connectTo(upstash().url)
      expect(await currentPerson(browser.request())).toMatchObject({ id: "ben" })
      expect((await browser.signOut()).status).toBe(200)
      expect(await currentPerson(browser.request())).toBeUndefined()
    })
  })
})

/** Makes the app's one client anew, with another address. */
function connectTo(url: string): void {
  setEnv({ UPSTASH_REDIS_REST_URL: url })
  Reflect.deleteProperty(globalThis, "grantwayRedis")
}
