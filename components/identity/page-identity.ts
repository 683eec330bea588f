/**
 * The person whom this page shows. A session's cookie belongs to the whole browser: another tab may sign in another person
 * while this page is open. The page never acts for them: each request that the cookie authorises names the person whom the
 * page shows, and the server refuses it where the cookie is another person's.
 */
import { Store } from "@/lib/sock8/client/store"
import { asFields, EXPECTED_IDENTITY_HEADER } from "@/lib/sock8/core/wire"

/** A person as a page shows them. */
export interface ShownPerson {
  readonly id: string
  readonly name: string
}

/** Who is signed in in this browser, compared with the person whom the page shows. A new object after each look. */
export type SignedIn =
  | { readonly is: "shown" }
  /** Another person. Their name is absent until the server has said it. */
  | { readonly is: "other"; readonly name?: string }

/** What tabs of one browser tell each other by: the id of the person of the page that was loaded last, or that a session changed. */
const STORAGE_KEY = "grantway.person"
const CHECK_TIMEOUT_MS = 10_000
/** As long as the realtime client waits for a request. */
const REQUEST_MS = 15_000

/** Makes the identity of one window. */
export class PageIdentity {
  readonly signedIn = new Store<SignedIn>({ is: "shown" })
  readonly #requestMs: number
  #shown: ShownPerson | undefined
  #checks = 0
  /** The newest look at who is signed in, until it is over. */
  #underWay: Promise<void> | undefined

  /** `requestMs` is how long a request may take that brings no signal of its own. */
  constructor({ requestMs = REQUEST_MS } = {}) {
    this.#requestMs = requestMs
  }

  /**
   * Fixes the person of this window, and tells the other tabs. From then on a sign-in in another tab is noticed at once.
   * Returns the undo.
   */
  hold(shown: ShownPerson): () => void {
    this.#shown = shown
    this.signedIn.set({ is: "shown" })
    tellTabs(shown.id)
    const onStorage = ({ key }: StorageEvent) => {
      if (key === STORAGE_KEY) void this.check()
    }
    // A tab that slept has missed what the others said.
    const onWake = () => {
      if (document.visibilityState !== "visible") return
      // What the others said last may be that the page's person is back.
      if (readTold() !== shown.id || this.signedIn.getSnapshot().is === "other") void this.check()
    }
    window.addEventListener("storage", onStorage)
    window.addEventListener("pageshow", onWake)
    document.addEventListener("visibilitychange", onWake)
    return () => {
      window.removeEventListener("storage", onStorage)
      window.removeEventListener("pageshow", onWake)
      document.removeEventListener("visibilitychange", onWake)
      if (this.#shown === shown) this.#shown = undefined
    }
  }

  /**
   * `fetch` of one of the app's own endpoints, in the name of the person that the page shows.
   *
   * @param person in whose name it is asked instead. What is tried again names the person of its first try: by then the
   * page may have been left, or be another person's.
   */
  readonly fetch = async (
    path: RequestInfo | URL,
    init: RequestInit = {},
    person = this.#shown?.id,
  ): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (person !== undefined) headers.set(EXPECTED_IDENTITY_HEADER, person)
    const signal = init.signal ?? AbortSignal.timeout(this.#requestMs)
    const response = await fetch(path, { ...init, headers, signal })
    // A refusal in the name of another person says nothing about this page.
    const isAboutShown = person !== undefined && person === this.#shown?.id
    if (isAboutShown && response.status === 409 && (await codeOf(response.clone())) === "IDENTITY_CHANGED")
      this.noteOther()
    return response
  }

  /** Notes that the server saw the cookie of another person, and asks it for their name. */
  noteOther(): void {
    if (this.signedIn.getSnapshot().is === "shown") this.signedIn.set({ is: "other" })
    void this.check({ forName: true })
  }

  /**
   * Asks the server who is signed in. Without an answer, and where no person is, everything stays as it is.
   *
   * @param options.forName asks for the name of the other person alone. A browser may send one cookie here and another one
   * where it was refused: to believe both would mean to try for ever.
   */
  async check(options: { readonly forName?: boolean } = {}): Promise<void> {
    const look = this.#look(options)
    this.#underWay = look
    await look
    if (this.#underWay === look) this.#underWay = undefined
  }

  /** Acts only where the page's person is signed in: at once, or when the look that is under way says so. */
  async ifShown(act: () => void): Promise<void> {
    while (this.#underWay) await this.#underWay
    if (this.signedIn.getSnapshot().is === "shown") act()
  }

  async #look({ forName = false }: { readonly forName?: boolean }): Promise<void> {
    const shown = this.#shown
    const check = ++this.#checks
    const now = await readSignedIn()
    // An answer of before would overwrite a newer one.
    if (!shown || !now || check !== this.#checks) return
    if (now.id !== shown.id) this.signedIn.set({ is: "other", name: now.name })
    else if (!forName) this.signedIn.set({ is: "shown" })
  }
}

/** The identity of this window. */
export const pageIdentity = new PageIdentity()

/** Tells the other tabs that a session began or ended in this one: each asks the server who is signed in now. */
export function tellSessionChanged(): void {
  // Never the same twice: a browser passes on what is stored only where it is another value.
  tellTabs(`?${Math.random()}`)
}

async function readSignedIn(): Promise<ShownPerson | undefined> {
  try {
    const signal = AbortSignal.timeout(CHECK_TIMEOUT_MS)
    const response = await fetch("/api/auth/session", { cache: "no-store", signal })
    const { id, name } = asFields(asFields(await response.json())?.user) ?? {}
    return typeof id === "string" && typeof name === "string" ? { id, name } : undefined
  } catch {
    return undefined
  }
}

async function codeOf(response: Response): Promise<unknown> {
  return asFields(await response.json().catch(() => undefined))?.code
}

// Storage is closed to pages where the browser's settings say so: then the server's refusals are the only sign.
function tellTabs(person: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, person)
  } catch {}
}

function readTold(): string | undefined {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? undefined
  } catch {
    return undefined
  }
}
