import { ArrowRight } from "lucide-react"
import { Brand } from "@/components/brand/brand"
import { AuthorizeSample } from "@/components/landing/authorize-sample"
import { Steps } from "@/components/landing/steps"
import { Lobby } from "@/components/lobby/lobby"
import { buttonStyle } from "@/components/ui/button-style"
import { PageLink } from "@/components/ui/page-link"
import { signedInPerson } from "@/lib/auth/session"

/** The first page: what this is, on one screen. */
export default async function LandingPage() {
  const person = await signedInPerson()
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-5 sm:px-8">
      <header className="flex items-center justify-between py-3 sm:py-5">
        <Brand />
        {person && <p className="text-ink-faint text-sm">Signed in as {person.name}</p>}
      </header>
      <main id="content" className="flex grow flex-col justify-center gap-7 pb-4 sm:gap-14 sm:pb-12">
        <div className="grid items-center gap-7 lg:grid-cols-[minmax(0,4fr)_minmax(0,5fr)] lg:gap-8">
          <div>
            <h1 className="font-semibold text-[2rem] leading-[1.1] tracking-[-0.03em] sm:text-5xl">
              Realtime channels that nobody joins without a grant
            </h1>
            <p className="mt-4 max-w-prose text-ink-soft leading-relaxed sm:mt-6 sm:text-lg">
              A Next.js app to run, read and make your own: live notifications, team chat and an admin log,
              where one function decides who hears what.
            </p>
            <nav aria-label="Start" className="mt-6 flex flex-wrap gap-3 sm:mt-8">
              <PageLink href={person ? "/dashboard" : "/sign-in"} className={buttonStyle("primary")}>
                {person ? "Open the dashboard" : "Sign in"}
                <ArrowRight aria-hidden="true" className="size-4" />
              </PageLink>
              <PageLink href="/docs" className={buttonStyle("secondary")}>
                Read how it works
              </PageLink>
            </nav>
          </div>
          <AuthorizeSample />
        </div>
        <section aria-label="How it works">
          <Steps />
        </section>
      </main>
      {/* As high as a notice of one line, so that nothing moves when it comes. */}
      <footer className="min-h-12">
        <Lobby />
      </footer>
    </div>
  )
}
