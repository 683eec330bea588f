/** Requests to next-auth without what it would answer with 500: addresses that are none, bodies that are no form. */
import { NextRequest } from "next/server"
import type { NextAuthOptions } from "next-auth"
import { z } from "zod"
import { env } from "../env"
import { Sock8Error } from "../sock8/core/errors"
import { readText } from "../sock8/server/read-body"
import { HOME_PATH } from "./safe-path"
import { callbackCookieName } from "./way-back"

const ERROR_NAME = /^\w{1,40}$/
const MAX_BODY_BYTES = 16 * 1024

/**
 * The request as next-auth may see it. Reads the body.
 *
 * @throws Sock8Error `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, `INVALID_REQUEST`
 */
export async function cleanRequest(request: NextRequest): Promise<NextRequest> {
  const url = new URL(request.url)
  const callbackUrl = url.searchParams.get("callbackUrl")
  if (callbackUrl !== null && !isWebAddress(callbackUrl)) url.searchParams.set("callbackUrl", HOME_PATH)
  const error = url.searchParams.get("error")
  if (error !== null && !ERROR_NAME.test(error)) url.searchParams.set("error", "Default")
  const { method, headers } = request
  return method === "POST"
    ? new NextRequest(url, { method, headers, body: await readForm(request) })
    : new NextRequest(url, { method, headers })
}

/**
 * next-auth answers 500 for as long as its cookie holds something that is no address. So a broken one is
 * left alone, and another name is used in its place.
 */
export function callbackCookie(request: NextRequest): Pick<NextAuthOptions, "cookies"> {
  const secure = env().secureCookies
  const name = callbackCookieName()
  const value = request.cookies.get(name)?.value
  if (!value || isWebAddress(value)) return {}
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure }
  return { cookies: { callbackUrl: { name: `${name}.instead`, options } } }
}

const jsonForm = z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.null()]))

async function readForm(request: Request): Promise<string> {
  const text = await readText(request, MAX_BODY_BYTES)
  if (!request.headers.get("content-type")?.includes("application/json")) return text
  try {
    return JSON.stringify(jsonForm.parse(JSON.parse(text)))
  } catch {
    throw new Sock8Error("INVALID_REQUEST")
  }
}

/** What next-auth takes for an address. Whether it is one of ours, the `redirect` callback decides. */
function isWebAddress(target: string): boolean {
  const base = target.startsWith("/") ? "http://here.invalid" : undefined
  return URL.canParse(target, base) && /^https?:$/.test(new URL(target, base).protocol)
}
