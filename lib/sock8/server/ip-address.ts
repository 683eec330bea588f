/**
 * Addresses of the internet: one spelling for each, and what to count them by. An IPv4 address has many spellings as an
 * IPv6 one, and a client that could choose among them would have as many counts.
 */
import { isIP } from "node:net"
import ipaddr from "ipaddr.js"

/**
 * An address in one spelling; `null` for what is none. One that means an IPv4 address is that address: mapped
 * (`::ffff:1.2.3.4`), in the deprecated form (`::1.2.3.4`), or translated by RFC 6145 or NAT64 (`64:ff9b::1.2.3.4`).
 */
export function canonicalAddress(text: string): string | null {
  // The library also reads `0x7f.1` and `010.0.0.1`, which programs read differently.
  if (isIP(text) === 0) return null
  const [withoutZone = ""] = text.split("%", 1)
  const address = ipaddr.parse(withoutZone)
  return (meantBy(address) ?? address).toString()
}

/**
 * What to count an address by. One IPv6 customer has 2^64 addresses and more, so those of a /64 count as one. Behind
 * 6to4 and Teredo an IPv4 address has as many as it likes, and counts as itself.
 *
 * @param address as {@link canonicalAddress} spells it.
 */
export function addressBucket(address: string): string {
  if (isIP(address) !== 6) return address
  const parsed = ipaddr.parse(address)
  if (!(parsed instanceof ipaddr.IPv6)) return address
  const { parts } = parsed
  switch (parsed.range()) {
    case "6to4":
      return ipv4Of(parts[1], parts[2])
    case "teredo":
      // The address and the port of the client are written with every bit turned over.
      return ipv4Of(~(parts[6] ?? 0), ~(parts[7] ?? 0))
    case "rfc6052":
      // A prefix for translators of one's own: which of its bits are the client's, only their owner knows.
      return address
    default:
      return `${parts.slice(0, 4).map(hexadecimal).join(":")}::/64`
  }
}

/** The IPv4 address that another address is a spelling of, where it is one. */
function meantBy(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined
  const { parts } = address
  const range = address.range()
  const isDeprecatedForm = parts.slice(0, 6).every((part) => part === 0) && parts[6] !== 0
  const isWellKnownPrefix = range === "rfc6052" && parts[2] === 0
  const isIpv4 = range === "ipv4Mapped" || range === "rfc6145" || isWellKnownPrefix || isDeprecatedForm
  return isIpv4 ? ipv4Of(parts[6], parts[7]) : undefined
}

function ipv4Of(high = 0, low = 0): string {
  return [high >> 8, high, low >> 8, low].map((byte) => byte & 0xff).join(".")
}

function hexadecimal(part: number): string {
  return part.toString(16)
}
