/**
 * The guard of the pages. It asks the rules that the channels ask, so that no page shows what its channel refuses.
 * A layout is not rendered again at each step: every page asks for itself, and a refresh asks again.
 */
import "server-only"
import { forbidden, redirect } from "next/navigation"
import { cache } from "react"
import { signInPath } from "../auth/safe-path"
import { failPage, signedInPerson } from "../auth/session"
import { askVisitor } from "./ask-visitor"
import { decidePage } from "./decide-page"
import type { PageParams, PagePath, PageVisitor } from "./page-rules"

/**
 * Who looks at a page of the dashboard, and what the rules say of them; `undefined` without a session. Evaluated once
 * per rendering, however often it is called.
 *
 * @throws Sock8Error `UNAVAILABLE`
 */
export const readVisitor = cache(async (): Promise<PageVisitor | undefined> => {
  const person = await signedInPerson()
  return person && askVisitor(person).catch(failPage)
})

/**
 * The visitor of a page, where its rule lets them look. Without a session it redirects to the sign-in page, which leads
 * back here; everyone else gets the 403 page.
 *
 * @param path the folder of the page, as `page-rules.ts` has it.
 */
export async function requirePage(path: PagePath, params: PageParams = {}): Promise<PageVisitor> {
  const visitor = await readVisitor()
  if (!visitor) redirect(signInPath(addressOf(path, params)))
  return decidePage(path, params, visitor).allowed ? visitor : forbidden()
}

/** Like {@link requirePage} for a page's title: it never refuses, and returns `undefined` where the page will. */
export async function findPageVisitor(path: PagePath, params: PageParams): Promise<PageVisitor | undefined> {
  const visitor = await readVisitor()
  return decidePage(path, params, visitor).allowed ? visitor : undefined
}

function addressOf(path: PagePath, params: PageParams): string {
  return path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => params[name] ?? "")
}
