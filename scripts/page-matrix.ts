/**
 * The second half of `docs/access-matrix.md`: every page and every address that answers a GET, for each demo person
 * who asks with the cookie of their session. A test fails where a file below `app/` has no row here.
 */
import { channels } from "../lib/channels"
import { askVisitor } from "../lib/pages/ask-visitor"
import { decideRule } from "../lib/pages/decide-page"
import {
  type PageParams,
  type PagePath,
  type PageRule,
  type PageVisitor,
  pageRules,
} from "../lib/pages/page-rules"
import { demoPeople } from "../lib/people/demo-people"
import { readPerson } from "../lib/people/people"
import type { ErrorCode } from "../lib/sock8/core/errors"
import { type Decision, decide } from "../lib/sock8/core/grants"
import { resolveChannel } from "../lib/sock8/core/tree"
import { markdownTable } from "./markdown-table"

/** What an address asks: a page's rule, or one of those that have nothing to do with who asks. */
type AddressRule =
  | PageRule
  /** It shows nothing of people, or only what the cookie itself holds. */
  | "everybody"
  /** A cookie is not enough: it takes a token, as the tables above have it. */
  | "token"
  /** The one channel that it names: those that are open to everybody take no session. */
  | { readonly channel: string }
  /** It refuses everybody alike. */
  | { readonly code: ErrorCode }

interface Address {
  readonly address: string
  readonly rule: AddressRule
  readonly params?: PageParams
  /** What it answers to visitors who pass the rule, where that is a refusal, too. */
  readonly passed?: ErrorCode
}

/** What the parameters of pages are tried with: what belongs to some, what to others, and what there is not. */
const tried: Readonly<Record<string, readonly string[]>> = {
  teamId: ["red", "blue", "red-eu", "red2"],
  documentId: ["red", "blue", "red-eu", "red2"],
  postId: ["retrospective", "new-monitors", "retrospective-eu", "no-such-post"],
}

const ownNotifications: PageRule = ({ person: { id } }) => [channels.notification.for({ userId: id })]
const everybody = (address: string): Address => ({ address, rule: "everybody" })

/** The addresses of each file below `app/` that answers a GET. */
export const addressesOf: Readonly<Record<string, readonly Address[]>> = {
  ...Object.fromEntries(pagePaths().map((path) => [`app${path}/page.tsx`, triedOf(path)])),
  "app/dashboard/[...missing]/page.tsx": [
    { address: "/dashboard/nowhere", rule: pageRules["/dashboard/[...missing]"], passed: "NOT_FOUND" },
  ],
  "app/page.tsx": [everybody("/")],
  "app/sign-in/page.tsx": [everybody("/sign-in")],
  "app/docs/page.tsx": [everybody("/docs")],
  "app/docs/[...slug]/page.tsx": [everybody("/docs/security")],
  "app/markdown/[...slug]/route.ts": [everybody("/docs/security.md")],
  "app/llms.txt/route.ts": [everybody("/llms.txt")],
  "app/malformed/route.ts": [{ address: "/malformed", rule: { code: "INVALID_REQUEST" } }],
  "app/api/malformed/route.ts": [{ address: "/api/malformed", rule: { code: "INVALID_REQUEST" } }],
  "app/api/[[...missing]]/route.ts": [{ address: "/api/missing", rule: { code: "NOT_FOUND" } }],
  "app/api/auth/[...nextauth]/route.ts": [everybody("/api/auth/session"), everybody("/api/auth/csrf")],
  "app/api/notifications/route.ts": [{ address: "/api/notifications", rule: ownNotifications }],
  "app/api/notifications/unread/route.ts": [{ address: "/api/notifications/unread", rule: ownNotifications }],
  "app/api/realtime/route.ts": ["notification.ben", "team.red.chat", "document.blue", "lobby"].map(
    (channel) => ({ address: `/api/realtime?channel=${channel}`, rule: { channel } }),
  ),
  "app/api/channels/[...all]/route.ts": [
    { address: "/api/channels/history?channel=team.red.chat", rule: "token" },
    { address: "/api/channels/presence?channel=team.red.people", rule: "token" },
    everybody("/api/channels/history?channel=lobby"),
  ],
}

/** All addresses of the matrix, in the order of its lines. */
export const matrixAddresses: readonly Address[] = Object.values(addressesOf).flat()

function pagePaths(): PagePath[] {
  const isPath = (path: string): path is PagePath => Object.hasOwn(pageRules, path)
  return Object.keys(pageRules)
    .filter(isPath)
    .filter((path) => !path.includes("[..."))
}

function triedOf(path: PagePath): Address[] {
  const rule = pageRules[path]
  const [parameter, name = ""] = /\[(\w+)\]/.exec(path) ?? []
  if (parameter === undefined) return [{ address: path, rule }]
  const values = tried[name]
  if (!values) throw new Error(`scripts/page-matrix.ts: say in \`tried\` what [${name}] is tried with.`)
  return values.map((value) => ({ address: path.replace(parameter, value), rule, params: { [name]: value } }))
}

/** One line of the matrix. */
export interface AddressRow extends Address {
  /** The answers, by person. */
  readonly answers: ReadonlyArray<readonly [person: string, Decision]>
}

/** Asks for every address and every demo person. They have to be in the app's Redis. */
export async function askPageMatrix(): Promise<AddressRow[]> {
  const visitors: Array<[string, PageVisitor | undefined]> = []
  for (const { id } of demoPeople) {
    const person = await readPerson(id)
    visitors.push([id, person && (await askVisitor(person))])
  }
  visitors.push(["nobody", undefined])
  return matrixAddresses.map((address) => ({
    ...address,
    answers: visitors.map(([person, visitor]) => [person, answerOf(address, visitor)] as const),
  }))
}

function answerOf(address: Address, visitor: PageVisitor | undefined): Decision {
  const decision = decideAddress(address, visitor)
  return decision.allowed && address.passed ? { allowed: false, code: address.passed } : decision
}

function decideAddress({ rule, params = {} }: Address, visitor: PageVisitor | undefined): Decision {
  if (rule === "everybody") return { allowed: true, because: "open to everybody" }
  if (rule === "token") return { allowed: false, code: "AUTH_REQUIRED" }
  if (typeof rule === "object")
    return "code" in rule ? { allowed: false, code: rule.code } : ofChannel(rule.channel, visitor)
  return decideRule(rule, params, visitor)
}

function ofChannel(name: string, visitor: PageVisitor | undefined): Decision {
  const decision = decide(visitor?.grants ?? [], resolveChannel(channels, name), "read")
  if (decision.allowed || (visitor && !visitor.refusal)) return decision
  return { allowed: false, code: visitor?.refusal ?? "AUTH_REQUIRED" }
}

/** What an address asks, in words. */
function ruleInWords({ rule, params = {} }: Address): string {
  if (typeof rule === "string")
    return { everybody: "nothing", token: "a token", admin: "an admin", "signed in": "a session" }[rule]
  if (typeof rule === "object") return "code" in rule ? "nothing" : `\`${rule.channel}\``
  const sample: PageVisitor = {
    person: {
      ...{ id: "userId", name: "", email: "", role: "member", teamIds: [] },
      emailVerified: true,
      suspended: false,
    },
    grants: [],
  }
  const names = rule(sample, params).map(({ name }) => `\`${name.replace("userId", "{userId}")}\``)
  return names.join(", ") || "no channel has it"
}

/** The section of the page. */
export function pageMatrixMarkdown(rows: readonly AddressRow[]): string {
  const people = rows[0]?.answers.map(([person]) => person) ?? []
  const lines = rows.map((row) => [
    `\`${row.address}\``,
    ruleInWords(row),
    ...row.answers.map(([, decision]) => (decision.allowed ? "yes" : decision.code)),
  ])
  return `${INTRODUCTION}\n\n${markdownTable([["address", "asks for", ...people], ...lines])}`
}

const INTRODUCTION = `## Pages and addresses

What each person gets at each page, and at each address that answers a GET, with nothing but the cookie of their session. A page of the dashboard belongs to the channels that it shows, and [\`lib/pages/page-rules.ts\`](../lib/pages/page-rules.ts) says to which. A person who may not read them is refused the page, its title and each refresh of it, and nothing of it is read from Redis. A suspended or unverified person keeps the two pages that show nothing of others, a page that says why the rest is closed, and the way to sign out.

An end-to-end test requests every line as every person, and another test fails where a file below \`app/\` answers a GET and has no line here. Refusals of pages are 403, and 307 to the sign-in page without a session.`
