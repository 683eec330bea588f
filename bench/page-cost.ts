/**
 * What messages cost the page that shows them: the processor time of its main thread in Chromium at 20 messages a
 * second, on a page with 500 rows and on one with 20, in turn and in the same run. Needs a production build.
 *
 * `npm run bench:pages -- --minutes 5 --subjects chat,log --write docs/performance.md`, then `npm run format`
 */
import { parseArgs } from "node:util"
import { chromium } from "@playwright/test"
import { type BusyWorld, type Subject, startBusyWorld, type Work } from "../e2e/fixtures/busy-page"
import { subjects } from "../e2e/fixtures/busy-subjects"
import { findBrowser } from "../scripts/find-browser"
import { writeBetweenMarks } from "./between-marks"

const { values } = parseArgs({
  options: {
    /** How long the page with many rows gets messages. */
    minutes: { type: "string", default: "5" },
    subjects: { type: "string", default: "chat,board,log,inbox" },
    write: { type: "string" },
  },
})
const PER_SECOND = 20
const MANY_ROWS = 500
const FEW_ROWS = 20
const MANY_SECONDS = 15
/** Short, since a page gets a row more for each message: then one with few rows is opened anew. */
const FEW_SECONDS = 2
/** What a message may cost a page with many rows, as a multiple. How busy a page is belongs to the machine, too. */
const MOST_TIMES = 3
const rounds = Math.ceil((60 * Number(values.minutes)) / MANY_SECONDS)

interface Row {
  readonly subject: Subject
  /** How many rows the full page showed. */
  readonly rows: number
  readonly many: Work
  readonly few: Work
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

process.exit(await main())

async function main(): Promise<number> {
  const found = findBrowser()
  if (found.state === "missing") throw new Error(found.sentence)
  const args = ["--no-sandbox", "--disable-dev-shm-usage"]
  const browser = await chromium.launch({ executablePath: found.path, args })
  const world = await startBusyWorld(browser, 1)
  const names = values.subjects.split(",")
  const rows: Row[] = []
  try {
    for (const subject of subjects) if (names.includes(subject.name)) rows.push(await measure(world, subject))
  } finally {
    await browser.close()
    await world.stop()
  }
  const table = tableOf(rows)
  say(`\n${table}`)
  if (values.write) await writeBetweenMarks(values.write, "npm run bench:pages", table)
  const dear = rows.filter(({ many, few }) => many.task > MOST_TIMES * few.task)
  for (const { subject } of dear) say(`${subject.name}: more than ${MOST_TIMES} times the work of few rows.`)
  return dear.length > 0 ? 1 : 0
}

async function measure(world: BusyWorld, subject: Subject): Promise<Row> {
  const [many, few]: [Work[], Work[]] = [[], []]
  const full = await world.open(subject, { live: MANY_ROWS })
  for (let round = 0; round < rounds; round += 1) {
    many.push(await full.measure(MANY_SECONDS * PER_SECOND, PER_SECOND))
    const short = await world.open(subject, { history: FEW_ROWS - 1 })
    few.push(await short.measure(FEW_SECONDS * PER_SECOND, PER_SECOND))
    await short.close()
    say(`${subject.name}: ${inWords(many.at(-1))} | ${inWords(few.at(-1))}`)
  }
  const rows = await full.rows()
  await full.close()
  const row = { subject, rows, many: mean(many), few: mean(few) }
  say(`${subject.name}, ${rows} rows, mean: ${inWords(row.many)} | ${inWords(row.few)}`)
  return row
}

function mean(all: readonly Work[]): Work {
  const of = (key: keyof Work) => all.reduce((sum, work) => sum + work[key], 0) / all.length
  return {
    task: of("task"),
    script: of("script"),
    style: of("style"),
    layout: of("layout"),
    rate: of("rate"),
  }
}

/** The share of time that the main thread works where messages come at the planned rate. */
function busyIn({ task }: Work): number {
  return (task * PER_SECOND) / 1_000
}

function percent(work: Work): string {
  return `${(100 * busyIn(work)).toFixed(0)} %`
}

/** Milliseconds for one message. */
function inWords(work: Work | undefined): string {
  if (!work) return ""
  const { rate, ...times } = work
  const parts = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
  return `${parts.join(", ")} ms, busy ${percent(work)} (${rate.toFixed(0)}/s)`
}

/** The table, in Markdown. Parts of the work are told as a multiple of what they are with few rows. */
function tableOf(rows: readonly Row[]): string {
  const head = [
    "page",
    "rows",
    "busy",
    `busy with ${FEW_ROWS} rows`,
    "work, as a multiple",
    "script",
    "style",
    "layout",
  ]
  const lines = rows.map(({ subject, rows, many, few }) => {
    const ratio = (key: keyof Work) => (many[key] / few[key]).toFixed(1)
    const ratios = [ratio("task"), ratio("script"), ratio("style"), ratio("layout")]
    return [subject.name, String(rows), percent(many), percent(few), ...ratios]
  })
  const rule = head.map((_, index) => (index === 0 ? "---" : "---:"))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}
