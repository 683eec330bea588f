/**
 * Where a request comes from. A route handler of Next sees headers only, and `next start` keeps an
 * `X-Forwarded-For` that a client sent (`next/dist/server/base-server.js`: it sets one where none is). So
 * the address of the socket is told by this file in a header of its own, with a proof that no client has.
 */
import { randomBytes, timingSafeEqual } from "node:crypto"
import { subscribe } from "node:diagnostics_channel"
import type { IncomingMessage } from "node:http"
import type { Caller } from "./attempt"
import { canonicalAddress } from "./ip-address"
import { ownCopy } from "./own-copy"

/**
 * Who is believed about the client's address: the platform, or that many proxies in front of the app, each of
 * which adds the address it was called from to `X-Forwarded-For`. With 0 it is the socket's own address.
 */
export type AddressSource = "vercel" | number

/** Where a request came from and what it calls itself. Reads headers only. */
export function describeRequest(request: Request, source: AddressSource): Caller {
  const { headers } = request
  return {
    address: readAddress(headers, source),
    userAgent: readUserAgent(headers),
    auth: hasProof(headers) ? "provided" : "none",
  }
}

const PEER_HEADER = "x-sock8-peer"
const shared: { sock8PeerProof?: string } = globalThis as object

/**
 * From now on tells the routes of this process which address each connection comes from. Call it before the
 * first request; without it, addresses are not known, and a platform that tells them itself does not need it.
 */
export function tellPeerAddresses(): void {
  if (shared.sock8PeerProof !== undefined) return
  const proof = randomBytes(16).toString("hex")
  // Published by `node:http` before the server sees the request.
  subscribe("http.server.request.start", (event) => {
    const { request } = event as { readonly request: IncomingMessage }
    // A proxy on a Unix socket has no address.
    request.headers[PEER_HEADER] = `${proof} ${request.socket.remoteAddress ?? "unix"}`
  })
  shared.sock8PeerProof = proof
}

function readAddress(headers: Headers, source: AddressSource): string | null {
  if (source === "vercel") return parseAddress(headers.get("x-vercel-forwarded-for")?.split(",").at(-1))
  const peer = provenPeer(headers.get(PEER_HEADER) ?? "")
  // Whatever stands left of the trusted hops, anybody may have written.
  if (source === 0 || peer === undefined) return parseAddress(peer)
  return parseAddress(headers.get("x-forwarded-for")?.split(",").at(-source))
}

function provenPeer(header: string): string | undefined {
  const [given = "", peer] = header.split(" ")
  const expected = shared.sock8PeerProof
  if (expected === undefined || given.length !== expected.length) return undefined
  return timingSafeEqual(Buffer.from(given, "latin1"), Buffer.from(expected)) ? peer : undefined
}

/** Most characters of an address with its zone and its port. */
const MAX_ADDRESS = 100

/** An address in one spelling, without the header around it; `null` for what is none. Some proxies add the port. */
function parseAddress(text = ""): string | null {
  if (text.length > MAX_ADDRESS) return null
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
  return canonicalAddress(bare)
}

const MAX_USER_AGENT = 200
/** A word of this length may be a token or a key. */
const MIN_SECRET_LENGTH = 32

function readUserAgent(headers: Headers): string | null {
  const text = headers.get("user-agent")?.slice(0, 2 * MAX_USER_AGENT)
  if (!text) return null
  const name = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    // No browser's name has a word this long. Tokens and keys have, and get pasted anywhere.
    .replace(/[\w+/=-]+/g, (word) => (word.length < MIN_SECRET_LENGTH ? word : "…"))
    .slice(0, MAX_USER_AGENT)
    .trim()
  return ownCopy(name)
}

/** A credential in a header, or a cookie that is named like one of a session. */
function hasProof(headers: Headers): boolean {
  return (
    headers.has("authorization") || headers.has("x-api-key") || hasSessionCookie(headers.get("cookie") ?? "")
  )
}

/** Reads each character once. A regular expression that looks for a word inside a name reads many of them often. */
function hasSessionCookie(cookies: string): boolean {
  return cookies.split(";").some((cookie) => {
    const [name = "", value] = cookie.split("=", 2)
    return value !== undefined && name.toLowerCase().includes("session")
  })
}
