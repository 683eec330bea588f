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

/**
 * The channels of the matrix: somebody's own, a teammate's, those whose names begin like them, and names that
 * no channel of this app has. Each is well-formed: a malformed name is refused before anybody is recognised.
 */
export const matrixChannels: readonly string[] = [
  ...["ada", "ben", "bea", "ben2", "eve", "una", "sam"].map((id) => `notification.${id}`),
  ...["inbox.ada", "inbox.ben", "inbox.ben2"],
  ...["ben", "ben2"].map((id) => `read.${id}`),
  ...["red", "blue", "red-eu", "red2"].flatMap((id) => [`team.${id}.chat`, `team.${id}.people`]),
  ...["red", "blue", "red-eu", "red2", "re"].map((id) => `document.${id}`),
  ...["acme", "acme-eu"].map((id) => `org.${id}.announcements`),
  ...["admin.logs", "admin.metrics", "admin", "lobby", "default", "team.red", "team.red.chat.edits"],
  ...["Notification.ben", "notification.Ben", "constructor"],
]

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
export function matrixMarkdown(rows: readonly MatrixRow[]): string {
  const overview = [
    ["channel", ...rows.map(({ person }) => person)],
    ...matrixChannels.map((name, index) => [
      `\`${name}\``,
      ...rows.map(({ cells }) => atAGlance(cells[index])),
    ]),
  ]
  return `${INTRODUCTION}
## At a glance

${table(overview)}

${rows.map(section).join("\n\n")}
`
}

function section({ person, about, cells }: MatrixRow): string {
  const answers = cells.map(({ name, read, publish, presence }) => [
    `\`${name}\``,
    ...[read, publish, presence].map(inWords),
  ])
  return `## ${person}\n\n${about}.\n\n${table([["channel", ...ACTIONS], ...answers])}`
}

function atAGlance(cell: InspectedChannel | undefined): string {
  const actions = ACTIONS.filter((action) => cell?.[action].allowed)
  return actions.join(", ") || "–"
}

function inWords(decision: Decision): string {
  return decision.allowed ? `yes: ${decision.because.replaceAll("|", "\\|")}` : decision.code
}

/** Padded as the formatter would, so that a changed cell is a changed line. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n")
}

/** One answer as it stands on the page. */
export interface CommittedCell {
  readonly person: string
  readonly channel: string
  /** `"yes"` or the code of the refusal. */
  readonly read: string
  readonly publish: string
  readonly presence: string
}

const ANSWER = String.raw` (yes|[A-Z_]+)\b[^|]*?`
const CELL = new RegExp(String.raw`^\| \`(\S+)\` +\|${ANSWER} \|${ANSWER} \|${ANSWER}\|$`)

/** Reads the page back, person by person, for tests that hold it against the running app. */
export function readMatrix(page: string): CommittedCell[] {
  const [, ...sections] = page.split(/^## /m)
  return sections.flatMap((text) => {
    const [person = "", ...lines] = text.split("\n")
    return lines.flatMap((line) => {
      const [, channel, read, publish, presence] = CELL.exec(line) ?? []
      return channel && read && publish && presence ? [{ person, channel, read, publish, presence }] : []
    })
  })
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

A test fails while the page is out of date, and another one signs in as each person and holds every line against the running app: opening the stream, publishing, reading history and reading who is there have to answer what stands here. The inspector at \`/dashboard/inspector\` shows the same for oneself, with any channel one likes to try.

History is read under the same decision as the stream. What is refused below \`admin\` the stream refuses as \`ADMIN_REQUIRED\`, because the door asks for the role first. \`lobby\` is declared \`anonymous\`: whoever has no token reads it without one. Beside everybody's own channels stand those whose names begin like theirs, and names that this app has no channel for: both are refused alike.
`
