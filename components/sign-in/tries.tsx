"use client"

import { createContext, type ReactNode, use, useActionState, useOptimistic } from "react"
import { type Attempt, signInWithGitHub, signInWithPassword } from "./sign-in"

/** A form by which one can try to sign in. */
export type Way = "one click" | "password" | "GitHub"

interface Tries {
  readonly last: Attempt & { readonly way?: Way }
  /** The way that is being tried just now. */
  readonly trying: Way | undefined
  readonly begin: (way: Way, form: FormData) => void
}

const TriesContext = createContext<Tries | undefined>(undefined)

/**
 * What the forms of one page share: one try at a time, and of all tries the last is the one that is spoken of.
 *
 * @param error why the sign-in failed that led back to this page, as a sentence.
 */
export function SignInTries({
  callbackUrl,
  error,
  children,
}: {
  callbackUrl: string | undefined
  error: string | undefined
  children: ReactNode
}) {
  const [trying, setTrying] = useOptimistic<Way | undefined>(undefined)
  const [last, tryNow] = useActionState(
    async (_before: Tries["last"], [way, form]: [Way, FormData]): Promise<Tries["last"]> => {
      const isGitHub = way === "GitHub"
      const attempt = await (isGitHub ? signInWithGitHub(callbackUrl) : signInWithPassword(form, callbackUrl))
      return { ...attempt, way }
    },
    { error },
  )
  function begin(way: Way, form: FormData) {
    setTrying(way)
    tryNow([way, form])
  }
  return <TriesContext value={{ last, trying, begin }}>{children}</TriesContext>
}

/** One way to sign in, for its form. */
export interface OneWay {
  /** What became of the last try, where it was this way. */
  readonly attempt: Attempt
  readonly isTrying: boolean
  /** Whether this or another way is being tried. */
  readonly isBusy: boolean
  /**
   * The action of the form. As an action it works from the first moment: React replays what was pressed before it was
   * ready.
   */
  readonly begin: (form: FormData) => void
}

/** One way to sign in, in a page of {@link SignInTries}. */
export function useWay(way: Way): OneWay {
  const { last, trying, begin } = useTries()
  return {
    attempt: last.way === way && !trying ? last : {},
    isTrying: trying === way,
    isBusy: trying !== undefined,
    begin: (form) => begin(way, form),
  }
}

/** Why the sign-in failed that led back to this page, until there is another try. */
export function useErrorOfBefore(): string | undefined {
  const { last, trying } = useTries()
  return last.way || trying ? undefined : last.error
}

function useTries(): Tries {
  const tries = use(TriesContext)
  if (!tries) throw new Error("Forms to sign in stand in <SignInTries>.")
  return tries
}
