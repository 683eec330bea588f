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
