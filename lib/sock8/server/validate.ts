import type { ChannelDefinition } from "../core/definition"
import { Sock8Error } from "../core/errors"

/**
 * Data as a schema gives it back, and its JSON: what was validated is what is said.
 *
 * @throws Sock8Error `INVALID_PAYLOAD` with at most ten issues.
 */
export async function validate(
  schema: ChannelDefinition["schema"],
  data: unknown,
): Promise<{ readonly value: unknown; readonly text: string }> {
  const result = await schema["~standard"].validate(data)
  if (result.issues) {
    throw new Sock8Error("INVALID_PAYLOAD", { issues: result.issues.slice(0, 10).map(sentenceOf) })
  }
  const text = JSON.stringify(result.value)
  if (text === undefined) throw new Sock8Error("INVALID_PAYLOAD", { issues: ["The message is empty"] })
  return { value: result.value, text }
}

interface Issue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

function sentenceOf({ path = [], message }: Issue): string {
  const where = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")
  return where ? `${where}: ${message}` : message
}
