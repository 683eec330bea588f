import { readPages } from "@/lib/docs/pages"
import { rawPage } from "@/lib/docs/raw-page"

export { rawPage as GET }

/** Written when the app is built; what is not in the list is 404. `next.config.ts` maps `/docs/….md` here. */
export const dynamic = "force-static"
export const dynamicParams = false

export async function generateStaticParams() {
  return (await readPages()).map(({ slug }) => ({ slug: slug.split("/") }))
}
