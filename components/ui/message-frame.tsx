import type { ReactNode } from "react"
import { Brand } from "@/components/brand/brand"

/** The frame of a message that has the whole window: above it the brand, which leads home. */
export function MessageFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-line border-b bg-surface">
        <div className="mx-auto flex min-h-14 max-w-6xl items-center px-5 sm:px-8">
          <Brand />
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-6xl py-6 sm:py-12">
        {children}
      </main>
    </div>
  )
}
