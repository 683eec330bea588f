/** The samples of a Markdown page, so that tests can compile and run what readers copy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** One fenced block whose fence names a file: ```` ```ts lib/door.ts ````. */
export interface Sample {
  /** The summary that the block unfolds from, as text; "" outside of `<details>`. */
  readonly title: string
  readonly file: string
  readonly code: string
}

/** Every block of TypeScript on a page. One that names no file has an empty `file`. */
export function samplesIn(page: string): Sample[] {
  let title = ""
  return [...page.matchAll(/<summary>(.*?)<\/summary>|^```tsx? ?([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, summary, file = "", code = ""]) => {
      if (summary === undefined) return [{ title, file, code }]
      title = summary.replace(/<[^>]+>/g, "")
      return []
    },
  )
}

/** Writes samples into a folder of their own inside the project, where their imports are found. */
export function unpackSamples(root: string, samples: readonly Sample[]) {
  const parent = join(root, "test-results")
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, "samples-"))
  const paths = samples.map(({ code }, index) => {
    const path = join(folder, `sample-${index}.ts`)
    writeFileSync(path, code)
    return path
  })
  return { folder, paths, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
