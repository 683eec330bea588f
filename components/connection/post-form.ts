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

/** Like {@link postForm}, for what is to be tried again. */
export async function sendForm(path: string, body: Body): Promise<Refusal | undefined> {
  try {
    const response = await pageIdentity.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
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
  return { sentence: `${sentence}. Try again in ${waitText(retryAfter)}`, tooSoonBy: retryAfter }
}
