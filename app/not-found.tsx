import type { Metadata } from "next"
import { NotFoundPage } from "@/components/ui/not-found-page"

export const metadata: Metadata = { title: "Not found" }

/** The page of status 404. */
export default function NotFound() {
  return (
    <main id="content" className="mx-auto max-w-xl py-8 sm:py-20">
      <NotFoundPage />
    </main>
  )
}
