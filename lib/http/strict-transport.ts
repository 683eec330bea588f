/** Tells browsers to come by https only, where the app is reached by https. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { isIP } from "node:net"

const NAME = "Strict-Transport-Security"

/**
 * One year, for the host of the app alone. A copy of the app may stand on a domain that has other hosts without https,
 * which `includeSubDomains` would cut off, and `preload` cannot be taken back for months. See docs/deploy.md.
 */
export const STRICT_TRANSPORT = "max-age=31536000"

/** The header of every answer of an app with this address; none where it is not https, or is this machine. */
export function strictTransportHeaders(address: string | undefined): Readonly<Record<string, string>> {
  if (address === undefined) return {}
  const { protocol, hostname } = new URL(address)
  // Browsers keep it for all ports of a host: one app with https on localhost would cut off all others there.
  const isOwnMachine = /(?:^|\.)localhost$/.test(hostname) || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0
  return protocol === "https:" && !isOwnMachine ? { [NAME]: STRICT_TRANSPORT } : {}
}

/** The same for a build on Vercel, where no server is ours to set them and everything is https. */
export function vercelHeaders(vercel: string | undefined): Readonly<Record<string, string>> {
  return vercel ? { [NAME]: STRICT_TRANSPORT } : {}
}

/** Sets the headers on an answer, unless the proxy says that it was asked without https. */
export function demandHttps(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const [protocol] = String(request.headers["x-forwarded-proto"] ?? "").split(",")
  if (protocol?.trim().toLowerCase() === "http") return
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
