/**
 * A browser as far as `/api/auth` can tell: it keeps cookies and sends the CSRF token back. The route is
 * called without a server, so what Next would tell next-auth about the request is told by this file.
 */
import { AsyncLocalStorage } from "node:async_hooks"
import { IncomingMessage } from "node:http"
import { createRequire } from "node:module"
import { Socket } from "node:net"
import { NextRequest } from "next/server"
import { handleAuth } from "@/lib/auth/handle-auth"

/** Where the app believes to be. */
export const APP_ADDRESS = "http://localhost:3000"

const current = new AsyncLocalStorage<NextRequest>()

// next-auth requires "next/headers", which answers within a server of Next only.
const require = createRequire(import.meta.url)
require.cache[require.resolve("next/headers")] = Object.assign(new (require("node:module"))(), {
  loaded: true,
  exports: {
    headers: async () => current.getStore()?.headers,
    cookies: async () => current.getStore()?.cookies,
  },
})

/** A post as Node's server has it before Next, from an address that the platform tells (`VERCEL`). */
export function incomingPost(
  url: string,
  { from, cookie }: { readonly from: string; readonly cookie?: string | undefined },
): IncomingMessage {
  const headers = { host: "localhost:3000", "x-vercel-forwarded-for": from, ...(cookie && { cookie }) }
  return Object.assign(new IncomingMessage(new Socket()), { method: "POST", url, headers })
}

/**
 * One browser, with cookies of its own.
 *
 * @param options.from its address, where the app believes the platform (`VERCEL`).
 */
export function openBrowser({ from }: { readonly from?: string } = {}) {
  const jar = new Map<string, string>()
  const cookieHeader = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ")

  /** Sends a request to a path below `/api/auth/`, and keeps the cookies of the answer. */
  async function send(path: string, init: { method?: string; headers?: HeadersInit; body?: string } = {}) {
    const headers = new Headers(init.headers)
    headers.set("host", "localhost:3000")
    if (from) headers.set("x-vercel-forwarded-for", from)
    if (jar.size > 0) headers.set("cookie", cookieHeader())
    const request = new NextRequest(`${APP_ADDRESS}/api/auth/${path}`, { ...init, headers })
    const nextauth = request.nextUrl.pathname.split("/").slice(3).map(decodeURIComponent)
    const answer = await current.run(request, () =>
      handleAuth(request, { params: Promise.resolve({ nextauth }) }),
    )
    for (const cookie of answer.headers.getSetCookie()) keep(cookie)
    return answer
  }

  function keep(cookie: string): void {
    const [pair = ""] = cookie.split(";")
    const name = pair.slice(0, pair.indexOf("="))
    if (/max-age=0/i.test(cookie)) jar.delete(name)
    else jar.set(name, pair.slice(name.length + 1))
  }

  async function post(path: string, fields: Record<string, string>, more: Record<string, string> = {}) {
    const { csrfToken } = await (await send("csrf")).json()
    return send(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...more },
      body: new URLSearchParams({ csrfToken, json: "true", ...fields }).toString(),
    })
  }

  return {
    jar,
    send,
    post,
    signIn: (email: string, password: string, callbackUrl = "/dashboard") =>
      post("callback/credentials", { email, password, callbackUrl }),
    signOut: (headers: Record<string, string> = {}) => post("signout", { callbackUrl: "/" }, headers),
    /** A request of this browser to another route of the app. */
    request: () => new Request(APP_ADDRESS, { headers: { cookie: cookieHeader() } }),
  }
}
