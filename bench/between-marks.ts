/** Puts what a benchmark found into the documentation. */
import { readFile, writeFile } from "node:fs/promises"

/** Puts a text between the two marks that a Markdown file has for the output of a command. */
export async function writeBetweenMarks(file: string, command: string, text: string): Promise<void> {
  const mark = (at: "begin" | "end") => `<!-- written by ${command}: ${at} -->`
  const [begin, end] = [mark("begin"), mark("end")]
  const document = await readFile(file, "utf8")
  const [before, rest] = document.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${file} lacks ${begin} or ${end}.`)
  await writeFile(file, `${before}${begin}\n\n${text}\n\n${end}${after}`)
}
