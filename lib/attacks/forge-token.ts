/** Forges tokens as far as a page can: it has one good token, and not the key that signed it. */
import { asFields } from "../sock8/core/wire"
import type { TokenKind } from "./attack"

type Fields = Readonly<Record<string, unknown>>

const DAY_SECONDS = 86_400

/** A token of some kind, made from a good one. */
export async function forgeToken(kind: TokenKind, good: string): Promise<string> {
  const [header = {}, claims = {}] = good.split(".").slice(0, 2).map(decodePart)
  const now = Math.floor(Date.now() / 1000)
  switch (kind) {
    case "own":
      return good
    case "unsigned":
      return `${encodePart({ ...header, alg: "none" })}.${encodePart(claims)}.`
    case "expired":
      return sign(header, { ...claims, iat: now - DAY_SECONDS - 900, exp: now - DAY_SECONDS })
    case "foreign":
      return sign(header, claims)
    case "widened":
      return `${encodePart(header)}.${encodePart(withLogs(claims))}.${good.split(".").at(-1)}`
    case "own key":
      return sign({ ...header, jwk: { kty: "oct", k: encodeBytes(PAGE_KEY) } }, claims)
  }
}

const PAGE_KEY = new TextEncoder().encode("a key that this page made up, of some length")

async function sign(header: Fields, claims: Fields): Promise<string> {
  const body = `${encodePart(header)}.${encodePart(claims)}`
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("raw", PAGE_KEY, algorithm, false, ["sign"])
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body))
  return `${body}.${encodeBytes(new Uint8Array(signature))}`
}

function withLogs(claims: Fields): Fields {
  return { ...claims, permissions: { ...asFields(claims.permissions), rooms: ["admin.logs"] } }
}

function decodePart(part: string): Fields {
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  )
  return JSON.parse(new TextDecoder().decode(bytes))
}

function encodePart(fields: Fields): string {
  return encodeBytes(new TextEncoder().encode(JSON.stringify(fields)))
}

function encodeBytes(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}
