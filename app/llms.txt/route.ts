import { llmsText } from "@/lib/docs/llms"
import { readPages } from "@/lib/docs/pages"

/** Written when the app is built. */
export const dynamic = "force-static"

export async function GET(): Promise<Response> {
  return new Response(llmsText(await readPages()), {
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  })
}
