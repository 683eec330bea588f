import { pageIdentity } from "@/components/identity/page-identity"
import { waitText } from "@/components/ui/wait-text"
import { asFields } from "@/lib/sock8/core/wire"

type Body = Readonly<Record<string, string | number>>

/** Why something was not done. */
export interface Refusal {
  /** A sentence for people, without its full stop. */
  readonly sentence: string
  /** Seconds after which it may be done: nothing is wrong with it but that it came too soon. */
  readonly tooSoonBy?: number
}

/** Posts to one of the app's own endpoints. Answers why it was refused, in words, or nothing where it was done. */
export async function postForm(path: string, body: Body): Promise<string | undefined> {
  return (await sendForm(path, body))?.sentence
}

/** Like {@link postForm}, for what is to be tried again: `person` is the one whose page began it. */
export async function sendForm(path: string, body: Body, person?: string): Promise<Refusal | undefined> {
  try {
    const headers = { "content-type": "application/json" }
    const init = { method: "POST", headers, body: JSON.stringify(body) }
    const response = await pageIdentity.fetch(path, init, person)
    if (response.ok) return undefined
    return refusalOf(response.status, await response.json())
  } catch {
    return { sentence: "The server cannot be reached just now" }
  }
}

/** What an answer that is a refusal says. */
export function refusalOf(status: number, body: unknown): Refusal {
  const { title, retryAfter } = asFields(body) ?? {}
  const sentence = typeof title === "string" ? title : `The server refused with status ${status}`
  if (status !== 429 || typeof retryAfter !== "number") return { sentence }
  // Who waits for no time asks without a pause.
  const tooSoonBy = retryAfter > 0 ? retryAfter : 1
  return { sentence: `${sentence}. Try again in ${waitText(tooSoonBy)}`, tooSoonBy }
}
