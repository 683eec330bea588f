import { expect, test } from "vitest"
import { signInSentence } from "./sign-in-error"

test("S-3 a try that was not looked at says so, and when the next one is", () => {
  expect(signInSentence("TooManyTries", 42)).toBe(
    "Too many tries. Your password was not checked. Try again in 42 seconds.",
  )
  expect(signInSentence("Unavailable", 1)).toMatch(/was not checked\. Try again in a second\.$/)
  expect(signInSentence("TooManyTries", 3_570)).toMatch(/Try again in 60 minutes\.$/)
  expect(signInSentence("TooManyTries")).toMatch(/Try again in a minute\.$/)
})

test("a wrong password is told from nothing else, and nothing refused is told at all", () => {
  expect(signInSentence("CredentialsSignin", 5)).toBe("This email and this password do not belong together.")
  expect(signInSentence("toString")).toMatch(/does not work just now/)
  expect(signInSentence(undefined)).toBeUndefined()
})
