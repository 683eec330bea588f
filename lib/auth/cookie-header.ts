/** Browsers keep 4 KB per cookie; next-auth spreads a longer value over `name.0`, `name.1`, … */
const MAX_CHUNKS = 4
const MAX_COOKIE_LENGTH = MAX_CHUNKS * 4096

/** The value of a cookie in a `Cookie` header, whole or in chunks; `undefined` for none, and for one that is too long. */
export function cookieValue(header: string, name: string): string | undefined {
  const cookies = new Map<string, string>()
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=")
    if (equals < 0) continue
    const key = pair.slice(0, equals).trim()
    // The first of a name is the one with the longer path, RFC 6265, section 5.4.
    if (key.startsWith(name) && !cookies.has(key)) cookies.set(key, pair.slice(equals + 1).trim())
  }
  const whole = cookies.get(name) ?? joinChunks(cookies, name)
  return whole && whole.length <= MAX_COOKIE_LENGTH ? whole : undefined
}

function joinChunks(cookies: ReadonlyMap<string, string>, name: string): string {
  let whole = ""
  for (let index = 0; index < MAX_CHUNKS; index++) {
    const chunk = cookies.get(`${name}.${index}`)
    if (chunk === undefined) break
    whole += chunk
  }
  return whole
}
