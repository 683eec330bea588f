import { asFields, parseJson } from "./wire"

/** Most characters of a sentence that an answer brings. */
const MAX_SENTENCE = 200

/**
 * The public sentence of an answer that is not a problem of ours: a body of plain text, or `title`, `error` or `message`
 * of JSON. `undefined` where it has none.
 *
 * @param type the `Content-Type`.
 */
export function sentenceIn(type: string, body: string): string | undefined {
  const { title, error, message } = type.includes("json") ? (asFields(parseJson(body)) ?? {}) : {}
  const found = type.startsWith("text/plain") ? body : [title, error, message].find(isText)
  return found?.replace(/\s+/g, " ").trim().slice(0, MAX_SENTENCE) || undefined
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}
