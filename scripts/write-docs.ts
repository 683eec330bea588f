/** `npm run docs`: writes what the documentation takes from the code. A test fails where it is out of date. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { askMatrix, matrixMarkdown, withDemoPeople } from "./access-matrix"
import { errorsMarkdown } from "./error-table"
import { askPageMatrix } from "./page-matrix"
import { fillProofs, findLoose, findProofs } from "./promises"

const root = fileURLToPath(new URL("..", import.meta.url))
const promises = `${root}docs/promises.md`

writeFileSync(`${root}docs/errors.md`, errorsMarkdown())
writeFileSync(
  `${root}docs/access-matrix.md`,
  await withDemoPeople(async () => matrixMarkdown(await askMatrix(), await askPageMatrix())),
)

const proofs = findProofs(root)
const page = fillProofs(readFileSync(promises, "utf8"), proofs)
writeFileSync(promises, page)

const security = readFileSync(`${root}docs/security.md`, "utf8")
const { unproven, unknown } = findLoose(`${page}\n${security}`, proofs)
if (unproven.length > 0) process.stderr.write(`Promises that no test names: ${unproven.join(", ")}\n`)
if (unknown.length > 0)
  process.stderr.write(`Numbers in titles that promises.md and security.md lack: ${unknown.join(", ")}\n`)
process.exitCode = unproven.length + unknown.length > 0 ? 1 : 0
