/** Reads `docs/access-matrix.md` back, for tests that hold it against the running app. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The page as it is committed. */
export const matrixPage = readFileSync(
  fileURLToPath(new URL("../docs/access-matrix.md", import.meta.url)),
  "utf8",
)

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

/** The cells of the page, person by person. */
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

/** What one address answers each person: `"yes"` or the code of the refusal. */
export interface CommittedAddress {
  readonly address: string
  readonly answers: Readonly<Record<string, string>>
}

/** The table of pages and addresses. */
export function readAddresses(page: string): CommittedAddress[] {
  const [, section = ""] = page.split("## Pages and addresses")
  const [head = [], , ...lines] = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    )
  const people = head.slice(2)
  return lines.map(([address = "", , ...cells]) => ({
    address: address.replaceAll("`", ""),
    answers: Object.fromEntries(people.map((person, index) => [person, cells[index] ?? ""])),
  }))
}
