import { pageIdentity } from "@/components/identity/page-identity"
import { endpoints } from "@/lib/endpoints"
import { asFields } from "@/lib/sock8/core/wire"

/** One channel that a key is asked for. */
export interface ScopeRow {
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly actions: readonly string[]
}

/** A new key, told once, or why there is none. */
export type Made = { readonly key: string } | { readonly refusal: string }

/** Asks the server for a key. */
export async function makeKey(asked: {
  readonly name: string
  readonly days: number
  readonly scope: readonly ScopeRow[]
}): Promise<Made> {
  try {
    const response = await pageIdentity.fetch("/api/keys", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
    })
    const { key, title } = asFields(await response.json()) ?? {}
    if (response.ok && typeof key === "string") return { key }
    return {
      refusal: typeof title === "string" ? title : `The server refused with status ${response.status}`,
    }
  } catch {
    return { refusal: "The server cannot be reached just now" }
  }
}

/** A new key, and what it was made for. */
export interface KeyToTry {
  /** The origin of the app. */
  readonly origin: string
  readonly key: string
  readonly scope: readonly ScopeRow[]
  /** A message that fits the first channel of the scope. */
  readonly sample: object
}

/** A line for a terminal that uses the key for the first channel of its scope. */
export function curlLine({ origin, key, scope: [first], sample }: KeyToTry): string {
  const { path = "", params = {}, actions = [] } = first ?? {}
  const channel = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "")
  const bearer = `-H "Authorization: Bearer ${key}"`
  if (!actions.includes("publish")) {
    return `curl -N ${bearer} "${origin}${endpoints.stream}?channel=${channel}"`
  }
  const body = JSON.stringify({ channel, data: sample })
  return `curl ${bearer} -H "Content-Type: application/json" -d '${body}' "${origin}${endpoints.channels}/publish"`
}
