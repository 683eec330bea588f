/** Browsers keep 4 KB per cookie; next-auth spreads a longer value over `name.0`, `name.1`, … */
const MAX_CHUNKS = 4
const MAX_COOKIE_LENGTH = MAX_CHUNKS * 4096

/** The value of a cookie in a `Cookie` header, whole or in chunks; `undefined` for none, and for one that is too long. */
export function cookieValue(header: string, name: string): string | undefined {
  // The first of a name is the one with the longer path, RFC 6265, section 5.4.
  const [first] = cookieValues(header, name)
  return first && first.length <= MAX_COOKIE_LENGTH ? first : undefined
}

/**
 * All values of a cookie, in their order, and last the one that is in chunks. There are several of one name where they
 * were set for other paths, or by a neighbour for the domain that both are under.
 */
export function cookieValues(header: string, name: string): string[] {
  const values: string[] = []
  const chunks = new Map<string, string>()
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=")
    if (equals < 0) continue
    const [key, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    if (key === name) values.push(value)
    else if (key.startsWith(name) && !chunks.has(key)) chunks.set(key, value)
  }
  return [...values, joinChunks(chunks, name)]
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
