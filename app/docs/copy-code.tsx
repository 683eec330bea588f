"use client"

import { type ReactNode, useEffect, useRef } from "react"

const SAID_FOR_MS = 2_000

/** Makes the copy buttons of the code below it work, and shows them: without scripts they could do nothing. */
export function CopyCode({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = ref.current
    const onClick = ({ target }: MouseEvent) => {
      const button = target instanceof Element ? target.closest("button[data-copy]") : null
      if (button) void copy(button)
    }
    box?.addEventListener("click", onClick)
    box?.setAttribute("data-copies", "")
    return () => box?.removeEventListener("click", onClick)
  }, [])
  return <div ref={ref}>{children}</div>
}

/** The button's own words tell how it went: it has the focus, so they are read out. */
async function copy(button: Element): Promise<void> {
  const code = button.closest("figure")?.querySelector("code")?.textContent ?? ""
  try {
    await navigator.clipboard.writeText(code)
    button.textContent = "Copied"
  } catch {
    button.textContent = "Not allowed"
  }
  setTimeout(() => {
    button.textContent = "Copy"
  }, SAID_FOR_MS)
}
