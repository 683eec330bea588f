"use client"

import { ErrorPage } from "@/components/ui/error-page"

/** Shown where a page throws. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main id="content" className="mx-auto max-w-xl py-8 sm:py-20">
      <ErrorPage error={error} retry={retry} />
    </main>
  )
}
