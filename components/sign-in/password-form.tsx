"use client"

import { buttonStyle } from "@/components/ui/button-style"
import { FormError } from "./form-error"
import { useCredentials } from "./use-credentials"

const inputStyle =
  "mt-1.5 block h-11 w-full rounded-md border border-line-strong bg-surface px-3 font-normal -outline-offset-1 text-base sm:text-sm"

/** Signing in by e-mail address and password. */
export function PasswordForm({ callbackUrl }: { callbackUrl: string | undefined }) {
  const [attempt, act, pending] = useCredentials(callbackUrl)
  return (
    <form action={act}>
      <FormError>{attempt.error}</FormError>
      <div className="space-y-4">
        <label className="block font-medium text-sm">
          Email
          <input
            type="email"
            name="email"
            autoComplete="username"
            required
            // A form is emptied after its action; what was typed is put back.
            defaultValue={attempt.email}
            key={attempt.email}
            className={inputStyle}
          />
        </label>
        <label className="block font-medium text-sm">
          Password
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            required
            defaultValue={attempt.password}
            key={attempt.password}
            className={inputStyle}
          />
        </label>
        <button type="submit" disabled={pending} className={`${buttonStyle("primary")} w-full`}>
          {pending ? "Signing in…" : "Sign in"}
        </button>
      </div>
    </form>
  )
}
