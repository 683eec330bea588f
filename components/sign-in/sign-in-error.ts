import { waitText } from "@/components/ui/wait-text"

/** What each refusal of a sign-in means, by its name in `?error=`. Names that are not here get {@link OTHER}. */
const sentences: Readonly<Record<string, string>> = {
  CredentialsSignin: "This email and this password do not belong together.",
  TooManyTries: "Too many tries. Your password was not checked.",
  Unavailable: "The server cannot sign you in just now. Your password was not checked.",
  OAuthCallback: "GitHub did not confirm who you are. Try again.",
  Callback: "GitHub did not confirm who you are. Try again.",
  AccessDenied: "GitHub was asked and said no.",
  Csrf: "The form was not accepted. Try again, and allow cookies for this site if that does not help.",
}

const OTHER = "Signing in does not work just now. Try again in a moment."

/** Refusals after which the same password may be sent again. */
const PASSING = ["TooManyTries", "Unavailable"]

/**
 * The sentence for a refused sign-in; `undefined` where nothing was refused.
 *
 * @param retryAfter seconds to wait, where the server said so.
 */
export function signInSentence(error: string | null | undefined, retryAfter?: number): string | undefined {
  if (!error) return undefined
  const sentence = (Object.hasOwn(sentences, error) && sentences[error]) || OTHER
  if (!PASSING.includes(error)) return sentence
  return `${sentence} Try again in ${retryAfter === undefined ? "a minute" : waitText(retryAfter)}.`
}
