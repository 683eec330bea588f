import type { Shape, Work } from "../judge-growth"

/** Something that reads what a stranger wrote, or what another person did. */
export interface Reader {
  readonly name: string
  /** The files of the product whose reading this is. */
  readonly files: readonly string[]
  /** Reads it. What it throws is a refusal, and costs what it costs. */
  readonly read: Work
  /** Its own worst inputs, beside the common ones. */
  readonly shapes?: Readonly<Record<string, Shape>>
}
