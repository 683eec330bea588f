import type { Metadata } from "next"
import { NotFoundPage } from "@/components/ui/not-found-page"

export const metadata: Metadata = { title: "Not found" }

/** Inside the frame of the documentation, so that its contents are one step away. */
export default function NotFound() {
  return (
    <main id="content" className="mx-auto w-full max-w-6xl py-6 sm:py-12">
      <NotFoundPage />
    </main>
  )
}
