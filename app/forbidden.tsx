import type { Metadata } from "next"
import { ForbiddenPage } from "@/components/ui/forbidden-page"

export const metadata: Metadata = { title: "Forbidden" }

/** The page of status 403. */
export default function Forbidden() {
  return (
    <main id="content" className="mx-auto max-w-xl py-8 sm:py-20">
      <ForbiddenPage />
    </main>
  )
}
