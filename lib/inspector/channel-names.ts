/** Which channels of the tree are worth asking about for one person: theirs, and those that look like theirs. */
import type { Person } from "../people/person"
import { type AnyTree, pathsOf, type RegisteredPath } from "../sock8/core/tree"
import type { PathGrant } from "../sock8/server/connection"

/** One path of the tree with the names to ask about. */
export interface PathNames {
  readonly path: string
  readonly names: readonly string[]
}

/** Stands for a parameter where nobody's id is known, and where any id is granted. */
const ANY_ID = "any-id"

/**
 * Every path of a tree with concrete names. A path without parameters has one. One with parameters has the
 * person's own ids, from their record and from what the rules granted; then `tried`, where somebody wants to
 * see another id; then ids that a check by prefix would take for theirs.
 */
export function channelNames(
  tree: AnyTree,
  person: Pick<Person, "id" | "orgId" | "teamIds">,
  grants: readonly PathGrant[],
  tried?: string,
): PathNames[] {
  return pathsOf(tree).map((entry) => {
    if (!hasParams(entry)) return { path: entry.path, names: [entry.path] }
    const own = ownNames(entry, person, grants)
    const more = tried === undefined ? [] : [fill(entry, () => tried)]
    return { path: entry.path, names: unique([...own, ...more, ...lookAlikeNames(entry, own)]) }
  })
}

function ownNames(
  entry: RegisteredPath,
  { id, orgId, teamIds }: Pick<Person, "id" | "orgId" | "teamIds">,
  grants: readonly PathGrant[],
): string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    userId: [id],
    teamId: teamIds,
    orgId: orgId === undefined ? [] : [orgId],
  }
  const granted = grants
    .filter(({ path }) => path === entry.path)
    .map(({ params }) => fill(entry, (param) => withoutStar(params[param])))
  const [param, ...others] = paramsOf(entry)
  const ids = param !== undefined && others.length === 0 && Object.hasOwn(known, param) ? known[param] : []
  const recorded = (ids ?? []).map((value) => fill(entry, () => value))
  const own = unique([...granted, ...recorded])
  return own.length > 0 ? own : [fill(entry, () => ANY_ID)]
}

function lookAlikeNames(entry: RegisteredPath, own: readonly string[]): string[] {
  return own.flatMap((name) => {
    const parts = name.split(".")
    const ids = entry.segments.flatMap((segment, index) => ("param" in segment ? (parts[index] ?? []) : []))
    const [id, ...others] = ids
    // With several parameters a likeness of one of them would say no more.
    if (id === undefined || others.length > 0 || id === ANY_ID) return []
    return lookAlikes(id).map((like) => fill(entry, () => like))
  })
}

/** Ids that share a beginning with this one: longer by a digit or a suffix, and shorter where it has one. */
export function lookAlikes(id: string): string[] {
  const shorter = withoutSuffix(id)
  return shorter !== id && shorter !== "" ? [shorter, `${id}2`] : [`${id}2`, `${id}-eu`]
}

/** The id without a last word behind a hyphen, or without its last digits. */
function withoutSuffix(id: string): string {
  const hyphen = id.lastIndexOf("-")
  if (hyphen >= 0 && /^[A-Za-z]+$/.test(id.slice(hyphen + 1))) return id.slice(0, hyphen)
  let end = id.length
  while (end > 0 && /\d/.test(id.charAt(end - 1))) end -= 1
  return id.slice(0, end)
}

function fill(entry: RegisteredPath, idOf: (param: string) => string): string {
  return entry.segments.map((segment) => ("word" in segment ? segment.word : idOf(segment.param))).join(".")
}

function withoutStar(id = ANY_ID): string {
  return id === "*" ? ANY_ID : id
}

function hasParams(entry: RegisteredPath): boolean {
  return paramsOf(entry).length > 0
}

function paramsOf({ segments }: RegisteredPath): string[] {
  return segments.flatMap((segment) => ("param" in segment ? [segment.param] : []))
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
