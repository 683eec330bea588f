/**
 * Paths and names. A path is what a developer writes (`team.{teamId}.chat`), a name is one channel of it
 * (`team.red.chat`). Both are read segment by segment and compared whole, never by prefix: `ben` is not
 * the beginning of `ben2`.
 */

/** Most characters that one id may have in a channel name. */
export const MAX_ID_LENGTH = 64
/** Most characters of a whole channel name. */
export const MAX_NAME_LENGTH = 256

const WORD = /^[a-z][A-Za-z0-9]{0,63}$/
const PARAM = /^\{([a-z][A-Za-z0-9]{0,63})\}$/
const ID = /^[A-Za-z0-9_-]{1,64}$/

/** A segment of a path: a fixed word, or a parameter that an id takes the place of. */
export type Segment = { readonly word: string } | { readonly param: string }

/** The segments of a path as a tuple type: `"team.{teamId}.chat"` → `["team", "{teamId}", "chat"]`. */
export type PathSegments<Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? [Head, ...PathSegments<Rest>]
  : [Path]

type ParamName<S> = S extends `{${infer Name}}` ? Name : never

/** The parameters that a path demands: `"team.{teamId}.chat"` → `{ teamId: string }`. */
export type PathParams<Path extends string> = {
  readonly [Name in ParamName<PathSegments<Path>[number]>]: string
}

/** Parameter values by name, of a path that is not known to the compiler. */
export type Params = Readonly<Record<string, string>>

/** The segments of a path, or `undefined` where the path breaks the grammar. */
export function parsePath(path: string): Segment[] | undefined {
  const segments: Segment[] = []
  for (const part of path.split(".")) {
    const param = PARAM.exec(part)?.[1]
    if (param !== undefined) segments.push({ param })
    else if (WORD.test(part)) segments.push({ word: part })
    else return undefined
  }
  return segments
}

/** Tells whether a value can stand for a parameter in a name: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value)
}

/** The segments of a name from outside, or `undefined` where no channel can have this name. */
export function parseName(name: unknown): string[] | undefined {
  if (typeof name !== "string" || name.length > MAX_NAME_LENGTH) return undefined
  const parts = name.split(".")
  return parts.every((part) => ID.test(part)) ? parts : undefined
}

/** The parameters of a name on a path, or `undefined` where the name is not one of that path. */
export function matchPath(segments: readonly Segment[], name: readonly string[]): Params | undefined {
  if (segments.length !== name.length) return undefined
  const params: Record<string, string> = Object.create(null)
  for (const [index, segment] of segments.entries()) {
    const part = name[index]
    if (part === undefined) return undefined
    if ("param" in segment) params[segment.param] = part
    else if (segment.word !== part) return undefined
  }
  return params
}

/** The name that a path has with these parameters. Missing or malformed ids give `undefined`. */
export function formatName(segments: readonly Segment[], params: Params): string | undefined {
  const parts: string[] = []
  for (const segment of segments) {
    const part =
      "word" in segment ? segment.word : Object.hasOwn(params, segment.param) && params[segment.param]
    if (!isId(part)) return undefined
    parts.push(part)
  }
  const name = parts.join(".")
  return name.length > MAX_NAME_LENGTH ? undefined : name
}

/** Tells whether some name could belong to both paths, which would make that name ambiguous. */
export function overlap(a: readonly Segment[], b: readonly Segment[]): boolean {
  if (a.length !== b.length) return false
  return a.every((segment, index) => {
    const other = b[index]
    return other === undefined || "param" in segment || "param" in other || segment.word === other.word
  })
}
