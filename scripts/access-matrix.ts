/**
 * Writes `docs/access-matrix.md`: what each demo person may do with each of a fixed list of channels. Nothing
 * in it is written by hand: the rules are run for each person, and `decide` answers for each channel.
 */
import { randomBytes } from "node:crypto"
import { channels } from "../lib/channels"
import { startEmbeddedUpstash } from "../lib/embedded-upstash/start"
import { setEnv } from "../lib/env"
import { type InspectedChannel, inspectChannel } from "../lib/inspector/inspect-channel"
import { readStanding } from "../lib/inspector/ruling"
import { demoPeople } from "../lib/people/demo-people"
import { savePerson } from "../lib/people/people"
import { realtime } from "../lib/realtime"
import { ACTIONS, type Decision } from "../lib/sock8/core/grants"
import { pathsOf } from "../lib/sock8/core/tree"
import { markdownTable } from "./markdown-table"
import { type AddressRow, pageMatrixMarkdown } from "./page-matrix"

/** What each parameter of the tree is tried with: somebody's own, others', and those whose names begin like them. */
const tried: Readonly<Record<string, readonly string[]>> = {
  userId: demoPeople.map(({ id }) => id),
  teamId: ["red", "blue", "red-eu", "red2"],
  documentId: ["red", "blue", "red-eu", "red2", "re"],
  orgId: ["acme", "acme-eu"],
}

/** Names that no channel of this app has. Each is well-formed: others are refused before anybody is recognised. */
const strange = [
  ...["admin", "default", "team.red", "team.red.chat.edits", "Notification.ben", "notification.Ben"],
  "constructor",
]

/** The channels of the matrix: every path of the tree with all that its parameter is tried with, and strange names. */
export const matrixChannels: readonly string[] = [
  ...pathsOf(channels).flatMap(({ path }) => namesOf(path)),
  ...strange,
]

function namesOf(path: string): string[] {
  const [parameter, name] = /\{(\w+)\}/.exec(path) ?? []
  if (parameter === undefined || name === undefined) return [path]
  const values = tried[name]
  if (!values) throw new Error(`scripts/access-matrix.ts: say in \`tried\` what {${name}} is tried with.`)
  return values.flatMap((value) => namesOf(path.replace(parameter, value)))
}

/** One person of the matrix; `nobody` sends neither cookie nor token. */
export interface MatrixRow {
  readonly person: string
  readonly about: string
  readonly cells: readonly InspectedChannel[]
}

/** Asks the rules for every demo person. They have to be in the app's Redis, see {@link withDemoPeople}. */
export async function askMatrix(): Promise<MatrixRow[]> {
  const people = demoPeople.map(({ id, name, about }) => ({ id, about: `${name}. ${about}` }))
  const rows: MatrixRow[] = []
  for (const { id, about } of people) rows.push({ person: id, about, cells: await cellsOf(id) })
  const about = "Somebody who is not signed in"
  return [...rows, { person: "nobody", about, cells: await cellsOf(undefined) }]
}

async function cellsOf(personId: string | undefined): Promise<InspectedChannel[]> {
  const standing = await readStanding(personId)
  return matrixChannels.map((name) => inspectChannel(channels, name, standing))
}

/** The whole page. */
export function matrixMarkdown(rows: readonly MatrixRow[], addresses: readonly AddressRow[]): string {
  const overview = [
    ["channel", ...rows.map(({ person }) => person)],
    ...matrixChannels.map((name, index) => [
      `\`${name}\``,
      ...rows.map(({ cells }) => atAGlance(cells[index])),
    ]),
  ]
  return `${INTRODUCTION}
## At a glance

${markdownTable(overview)}

${rows.map(section).join("\n\n")}

${pageMatrixMarkdown(addresses)}
`
}

function section({ person, about, cells }: MatrixRow): string {
  const answers = cells.map(({ name, read, publish, presence }) => [
    `\`${name}\``,
    ...[read, publish, presence].map(inWords),
  ])
  return `## ${person}\n\n${about}.\n\n${markdownTable([["channel", ...ACTIONS], ...answers])}`
}

function atAGlance(cell: InspectedChannel | undefined): string {
  const actions = ACTIONS.filter((action) => cell?.[action].allowed)
  return actions.join(", ") || "–"
}

function inWords(decision: Decision): string {
  return decision.allowed ? `yes: ${decision.because.replaceAll("|", "\\|")}` : decision.code
}

/** Runs something with the demo people in an empty Redis of its own, in this process. */
export async function withDemoPeople<Result>(act: () => Promise<Result>): Promise<Result> {
  const secret = () => randomBytes(32).toString("base64url")
  const upstash = await startEmbeddedUpstash({ token: secret() })
  setEnv({
    ...{ NEXTAUTH_SECRET: secret(), JWT_SECRET: secret(), DEMO_PEOPLE: "on" },
    ...{ UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
  })
  try {
    for (const { about: _, ...person } of demoPeople) await savePerson(person)
    return await act()
  } finally {
    realtime.close()
    await upstash.close()
  }
}

const INTRODUCTION = `# The access matrix

Which demo person may do what with which channel, because of which rule, or refused with which code. \`npm run docs\` writes this page by running [\`lib/authorize.ts\`](../lib/authorize.ts) for each of them, so a changed rule shows as a changed line here.

A test fails while the page is out of date, and another one signs in as each person and holds every line against the running app: opening the stream, publishing, reading history and reading who is there have to answer what stands here. The inspector at \`/dashboard/inspector\` shows the same for oneself, with any channel one likes to try. Pages and everything else that answers a GET have [a table of their own](#pages-and-addresses).

History is read under the same decision as the stream. What is refused below \`admin\` the stream refuses as \`ADMIN_REQUIRED\`, because the door asks for the role first. \`lobby\` is declared \`anonymous\`: whoever has no token reads it without one. Each path of the tree is tried with what belongs to oneself, to others, and to those whose names begin like one's own; last come names that this app has no channel for. Both are refused alike.
`
