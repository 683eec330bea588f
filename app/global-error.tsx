"use client"

import "./globals.css"
import { ErrorPage } from "@/components/ui/error-page"

/** Shown where even the root layout throws, and so in place of it. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="font-sans">
        <title>Error · Grantway</title>
        <main id="content" className="mx-auto max-w-xl py-8 sm:py-20">
          <ErrorPage error={error} retry={retry} />
        </main>
      </body>
    </html>
  )
}
