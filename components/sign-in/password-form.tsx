"use client"

import { useEffect, useRef } from "react"
import { buttonStyle } from "@/components/ui/button-style"
import { FormError } from "./form-error"
import { OnItsWay } from "./on-its-way"
import { useWay } from "./tries"

const inputStyle =
  "mt-1.5 block h-11 w-full rounded-md border border-line-strong bg-surface px-3 font-normal -outline-offset-1 text-base sm:text-sm"

/** Signing in by e-mail address and password. */
export function PasswordForm() {
  const { attempt, begin, isBusy, isTrying } = useWay("password")
  const password = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const input = password.current
    if (input && input.value === attempt.wrongPassword) input.value = ""
  }, [attempt])
  return (
    // React empties a form after its action. Here what was typed stays, but for a password that is wrong.
    <form action={begin} onReset={(event) => event.preventDefault()}>
      <FormError>{attempt.error}</FormError>
      <div className="space-y-4">
        <label className="block font-medium text-sm">
          Email
          <input type="email" name="email" autoComplete="username" required className={inputStyle} />
        </label>
        <label className="block font-medium text-sm">
          Password
          <input
            ref={password}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            className={inputStyle}
          />
        </label>
        <button type="submit" disabled={isBusy} className={`${buttonStyle("primary")} w-full`}>
          {isTrying ? "Signing in…" : "Sign in"}
        </button>
      </div>
      <OnItsWay attempt={attempt}>You are signed in. The page is being opened.</OnItsWay>
    </form>
  )
}
