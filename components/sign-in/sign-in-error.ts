/** What each refusal of a sign-in means, by its name in `?error=`. Names that are not here get {@link OTHER}. */
const sentences: Readonly<Record<string, string>> = {
  CredentialsSignin: "This email and this password do not belong together.",
  TooManyTries: "Too many tries for this email. Wait a minute, then try again.",
  OAuthCallback: "GitHub did not confirm who you are. Try again.",
  AccessDenied: "GitHub was asked and said no.",
}

const OTHER = "Signing in does not work just now. Try again in a moment."

/** The sentence for a refused sign-in; `undefined` where nothing was refused. */
export function signInSentence(error: string | null | undefined): string | undefined {
  if (!error) return undefined
  return (Object.hasOwn(sentences, error) && sentences[error]) || OTHER
}
