/**
 * The seconds that `Retry-After` asks to wait, rounded up: it is a number of them, or a date. A date is compared with the
 * server's own clock where the answer tells it, since a browser's may be wrong by hours. `undefined` where there is none.
 *
 * @param now milliseconds since 1970
 */
export function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? ""
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  const until = parseDate(value)
  if (until === undefined) return undefined
  const from = parseDate(headers.get("date") ?? "") ?? now
  return Math.max(0, Math.ceil((until - from) / 1000))
}

/** A date in one of the three forms of HTTP: all begin with a weekday, and the one without a time zone means GMT, too. */
function parseDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]+,? /.test(text)) return undefined
  const ms = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
  return Number.isNaN(ms) ? undefined : ms
}
