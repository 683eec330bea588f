/**
 * What a message costs the page that shows it: the processor time of its main thread in Chromium, on a page with 500
 * rows and on one with 20, in turn and in the same run. Needs a production build.
 *
 * `npm run bench:pages -- --rounds 3` or `--minutes 5`, which is how long the page with 500 rows gets messages.
 */
import { parseArgs } from "node:util"
import { chromium } from "@playwright/test"
import { type Subject, startBusyWorld, type Work } from "../e2e/fixtures/busy-page"
import { subjects } from "../e2e/fixtures/busy-subjects"
import { findBrowser } from "../scripts/find-browser"

const PER_SECOND = 20
const MANY_SECONDS = 15
const FEW_SECONDS = 2

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    subjects: { type: "string", default: "chat" },
    live: { type: "string", default: "500" },
  },
})
const rounds = Math.ceil((60 * Number(values.minutes)) / MANY_SECONDS)
const found = findBrowser()
if (found.state === "missing") throw new Error(found.sentence)
const browser = await chromium.launch({
  executablePath: found.path,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
})
const world = await startBusyWorld(browser, 1)
try {
  for (const subject of subjects.filter(({ name }) => values.subjects.split(",").includes(name))) {
    await measure(subject)
  }
} finally {
  await browser.close()
  await world.stop()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function measure(subject: Subject): Promise<void> {
  const [many, few]: [Work[], Work[]] = [[], []]
  const full = await world.open(subject, { live: Number(values.live) })
  for (let round = 0; round < rounds; round += 1) {
    many.push(await full.measure(MANY_SECONDS * PER_SECOND, PER_SECOND))
    const short = await world.open(subject, { history: 19 })
    few.push(await short.measure(FEW_SECONDS * PER_SECOND, PER_SECOND))
    await short.close()
    say(`${subject.name}: ${line(many.at(-1))} | ${line(few.at(-1))}`)
  }
  await full.close()
  const [a, b] = [mean(many), mean(few)]
  say(`${subject.name}: mean ${line(a)} | ${line(b)} | ratio ${(a.task / b.task).toFixed(2)}`)
}

function mean(all: readonly Work[]): Work {
  const of = (key: keyof Work) => all.reduce((sum, work) => sum + work[key], 0) / all.length
  return { task: of("task"), script: of("script"), style: of("style"), layout: of("layout") }
}

function line(work: Work | undefined): string {
  if (!work) return ""
  const { task, script, style, layout } = work
  const parts = Object.entries({ task, script, style, layout }).map(
    ([name, ms]) => `${name} ${ms.toFixed(2)}`,
  )
  return `${parts.join(", ")} ms, busy ${(task * PER_SECOND * 0.1).toFixed(1)} %`
}
