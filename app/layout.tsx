import "./globals.css"
import { GeistMono } from "geist/font/mono"
import { GeistSans } from "geist/font/sans"
import type { Metadata, Viewport } from "next"
import { connection } from "next/server"
import type { ReactNode } from "react"
import { OfflineNotice } from "@/components/connection/offline-notice"

export const metadata: Metadata = {
  title: { default: "Grantway", template: "%s · Grantway" },
  description: "Realtime channels for Next.js that nobody joins without a grant.",
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fafaf6" },
    { media: "(prefers-color-scheme: dark)", color: "#111411" },
  ],
}

/** The document around every page: language, type, and the way past the navigation. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered for its request, so that scripts can carry that request's nonce.
  await connection()
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`}>
      {/* A page that fills the window shares it with the notice above. */}
      <body className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] font-sans has-data-fill:h-dvh">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-md focus:bg-accent focus:px-4 focus:py-2.5 focus:text-on-accent"
        >
          Skip to content
        </a>
        <OfflineNotice />
        <div className="min-h-0">{children}</div>
      </body>
    </html>
  )
}
