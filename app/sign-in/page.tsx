import type { Metadata } from "next"
import { Brand } from "@/components/brand/brand"
import { AddressNotice } from "@/components/sign-in/address-notice"
import { DemoPeople } from "@/components/sign-in/demo-people"
import { ErrorOfBefore } from "@/components/sign-in/error-of-before"
import { GitHubButton } from "@/components/sign-in/github-button"
import { PasswordForm } from "@/components/sign-in/password-form"
import { signInSentence } from "@/components/sign-in/sign-in-error"
import { SignInPanel } from "@/components/sign-in/sign-in-panel"
import { SignInTries } from "@/components/sign-in/tries"
import { PageLink } from "@/components/ui/page-link"
import { signedInPerson } from "@/lib/auth/session"
import { env } from "@/lib/env"
import { DEMO_PASSWORD, demoPeople } from "@/lib/people/demo-people"

export const metadata: Metadata = { title: "Sign in" }

type Search = Promise<{ readonly [name: string]: string | string[] | undefined }>

/** Step 1 of the walk: one click for each demo person, a form for everybody else. */
export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const { demoPeople: demo, github, NEXTAUTH_URL: address } = env()
  return (
    <div className="mx-auto min-h-dvh max-w-4xl px-5 sm:px-8">
      <header className="py-3 sm:py-5">
        <Brand />
      </header>
      <main id="content" className={`pt-4 pb-16 sm:pt-10 ${demo ? "" : "mx-auto max-w-sm"}`}>
        <h1 className="font-semibold text-3xl tracking-tight">Sign in</h1>
        <SignedInAlready />
        <AddressNotice address={address} />
        <SignInTries callbackUrl={single(search.callbackUrl)} error={signInSentence(single(search.error))}>
          <div className="mt-6">
            <ErrorOfBefore />
          </div>
          <div className={demo ? "grid gap-10 md:grid-cols-[3fr_2fr] md:gap-14" : ""}>
            {demo && (
              <SignInPanel
                title="As somebody of the demo"
                note="One click each. Open a second, private window to be two people at once."
              >
                <DemoPeople
                  people={demoPeople.map(({ id, name, email, about }) => ({ id, name, email, about }))}
                  password={DEMO_PASSWORD}
                />
              </SignInPanel>
            )}
            <SignInPanel
              title="With a password"
              note={
                demo && (
                  <>
                    Demo people share the password{" "}
                    <code className="whitespace-nowrap font-mono">{DEMO_PASSWORD}</code>.
                  </>
                )
              }
            >
              <PasswordForm />
              {github && (
                <div className="mt-6 border-line border-t pt-6">
                  <GitHubButton />
                </div>
              )}
            </SignInPanel>
          </div>
        </SignInTries>
      </main>
    </div>
  )
}

async function SignedInAlready() {
  const person = await signedInPerson()
  if (!person) return null
  return (
    <p className="mt-2 text-ink-soft text-sm">
      You are signed in as {person.name}.{" "}
      <PageLink href="/dashboard" className="font-medium text-accent underline underline-offset-4">
        Go to the dashboard
      </PageLink>
    </p>
  )
}

/** The first of a parameter that is there several times. */
function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
