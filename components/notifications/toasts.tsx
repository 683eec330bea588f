"use client"

import { Toaster } from "sonner"

/** Where toasts appear: out of the way of the composer and of the header. */
export function Toasts() {
  return (
    <Toaster
      containerAriaLabel="Just arrived"
      position="top-right"
      offset={{ top: 68, right: 20 }}
      mobileOffset={{ top: 122, left: 16, right: 16 }}
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-3 rounded-lg border border-line-strong/60 bg-surface px-4 py-3 text-sm sm:w-80",
          title: "font-medium text-ink",
          description: "mt-0.5 text-ink-soft leading-snug",
          error: "border-refused",
        },
      }}
    />
  )
}
