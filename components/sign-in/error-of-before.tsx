"use client"

import { FormError } from "./form-error"
import { useErrorOfBefore } from "./tries"

/** Why the sign-in failed that led back to this page. */
export function ErrorOfBefore() {
  return <FormError>{useErrorOfBefore()}</FormError>
}
