import { asFields } from "@/lib/sock8/core/wire"

/** Posts to one of the app's own endpoints. Answers why it was refused, or nothing where it was done. */
export async function postForm(
  path: string,
  body: Readonly<Record<string, string | number>>,
): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (response.ok) return undefined
    const { title } = asFields(await response.json()) ?? {}
    return typeof title === "string" ? title : `The server refused with status ${response.status}`
  } catch {
    return "The server cannot be reached just now"
  }
}
