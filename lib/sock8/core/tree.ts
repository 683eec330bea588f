import type { StandardSchemaV1 } from "@standard-schema/spec"
import { type ChannelDefinition, type DefinitionInput, type Normalized, normalize } from "./definition"
import { emitThroughBinding } from "./emit-binding"
import { Sock8Error } from "./errors"
import {
  formatName,
  matchPath,
  overlap,
  type Params,
  type PathParams,
  type PathSegments,
  parseName,
  parsePath,
  type Segment,
} from "./path"

/** What an emitted message got: its id, given by Redis. */
export interface Emitted {
  readonly id: string
}

/** One channel: granted, emitted to and decided about as a whole, never as a string. */
export interface Channel<
  Path extends string = string,
  Definition extends ChannelDefinition = ChannelDefinition,
> {
  /** The path it is one of, such as `team.{teamId}.chat`. */
  readonly path: Path
  /** Its own name, such as `team.red.chat`. */
  readonly name: string
  readonly params: Params
  readonly definition: Definition
  /**
   * Sends a message from the server to everybody who was granted this channel.
   *
   * @throws Sock8Error `INVALID_PAYLOAD` where the schema refuses it, `PAYLOAD_TOO_LARGE` over 64 KiB,
   * `UNAVAILABLE` where Redis cannot be reached: then nothing was sent.
   */
  emit(data: StandardSchemaV1.InferInput<Definition["schema"]>): Promise<Emitted>
}

/** A path with parameters: not yet a channel, so that it can be neither granted nor emitted to. */
export interface ChannelFamily<Path extends string, Definition extends ChannelDefinition> {
  readonly path: Path
  readonly definition: Definition
  /**
   * One channel of this path.
   *
   * @throws Sock8Error `INVALID_CHANNEL` where an id is not 1 to 64 of `A-Z a-z 0-9 _ -`.
   */
  for(params: PathParams<Path>): Channel<Path, Definition>
}

type Leaf<Path extends string, Definition extends ChannelDefinition> = keyof PathParams<Path> extends never
  ? Channel<Path, Definition>
  : ChannelFamily<Path, Definition>

type Nest<Segments extends readonly string[], Value> = Segments extends [
  infer Head extends string,
  ...infer Rest extends string[],
]
  ? Head extends `{${string}}`
    ? Nest<Rest, Value>
    : { readonly [Key in Head]: Nest<Rest, Value> }
  : Value

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (
  value: infer All,
) => void
  ? All
  : never

/** The tree that `defineChannels` gives: fixed words become properties, parameters become `.for()`. */
export type ChannelTree<Definitions extends Record<string, DefinitionInput>> = Intersection<
  {
    [Path in keyof Definitions & string]: Nest<PathSegments<Path>, Leaf<Path, Normalized<Definitions[Path]>>>
  }[keyof Definitions & string]
> & { readonly [registry]: Registry }

const registry = Symbol("sock8.registry")

/** One path of the tree, as the server looks it up. */
export interface RegisteredPath {
  readonly path: string
  readonly segments: readonly Segment[]
  readonly definition: ChannelDefinition
}

interface Registry {
  readonly paths: readonly RegisteredPath[]
}

/** Any tree of channels, where its exact shape does not matter. */
export interface AnyTree {
  readonly [registry]: Registry
}

/**
 * Defines every channel of an app, once.
 *
 * @throws Error at definition time, with the fix in its message, where a path is malformed, given twice
 * or could mean the same channel as another.
 */
export function defineChannels<const Definitions extends Record<string, DefinitionInput>>(
  definitions: Definitions,
): ChannelTree<Definitions>
export function defineChannels(definitions: Record<string, DefinitionInput>): AnyTree {
  const paths: RegisteredPath[] = []
  for (const [path, input] of Object.entries(definitions)) paths.push(register(path, input, paths))
  const root: Record<PropertyKey, unknown> = Object.create(null)
  for (const entry of paths) hang(root, entry)
  return Object.assign(root, { [registry]: { paths } })
}

/** All paths of a tree, in the order of their definition. */
export function pathsOf(tree: AnyTree): readonly RegisteredPath[] {
  return tree[registry].paths
}

/**
 * The channel that a name from outside means.
 *
 * @throws Sock8Error `INVALID_CHANNEL` where no channel can have this name, and `FORBIDDEN_CHANNEL` where
 * the tree has none of it: whoever asks for a channel that is not theirs cannot tell whether it exists.
 */
export function resolveChannel(tree: AnyTree, name: unknown): Channel {
  const parts = parseName(name)
  if (parts === undefined) throw new Sock8Error("INVALID_CHANNEL")
  for (const entry of pathsOf(tree)) {
    const params = matchPath(entry.segments, parts)
    if (params) return createChannel(entry, params, parts.join("."))
  }
  throw new Sock8Error("FORBIDDEN_CHANNEL")
}

/** The channel of a path with these parameters, or `undefined` where the tree has none such. */
export function findChannel(tree: AnyTree, path: string, params: Params): Channel | undefined {
  const entry = pathsOf(tree).find((candidate) => candidate.path === path)
  const name = entry && formatName(entry.segments, params)
  return entry && name !== undefined ? createChannel(entry, params, name) : undefined
}

/**
 * Tells of names whether they are at or below a part of a tree, such as `channels.admin`. Segment by segment, so
 * that `administration.logs` is not below `admin`; a name that no channel has can be below it all the same.
 *
 * @throws Error where the value is no part of a tree.
 */
export function isBelow(part: object): (name: string) => boolean {
  const places = placesOf.get(part)
  if (!places) {
    throw new Error("This is no part of a channel tree. Give one without .for(), such as channels.admin.")
  }
  return (name) => {
    const parts = name.split(".")
    return places.some((place) => matchPath(place, parts.slice(0, place.length)) !== undefined)
  }
}

/** The segments that lead to each part of a tree; two paths may lead to the same words differently. */
const placesOf = new WeakMap<object, Array<readonly Segment[]>>()

function register(path: string, input: DefinitionInput, before: readonly RegisteredPath[]): RegisteredPath {
  const segments = parsePath(path)
  const first = segments?.[0]
  if (!segments || !first || "param" in first) {
    throw new Error(
      `Channel path "${path}": begin with a word and join words and {params} with dots, as in "team.{teamId}.chat".`,
    )
  }
  for (const segment of segments) {
    if ("word" in segment && RESERVED.has(segment.word)) {
      throw new Error(`Channel path "${path}": "${segment.word}" is reserved. Use another word.`)
    }
  }
  const params = segments.flatMap((segment) => ("param" in segment ? [segment.param] : []))
  if (new Set(params).size < params.length) {
    throw new Error(`Channel path "${path}": a parameter is named twice. Name each parameter once.`)
  }
  for (const other of before) {
    if (wordsOf(other.segments) === wordsOf(segments) || overlap(other.segments, segments)) {
      throw new Error(`Channel paths "${other.path}" and "${path}" collide. Give one of them another word.`)
    }
  }
  return { path, segments, definition: normalize(input) }
}

/** Property names that a channel or an object already has. */
const RESERVED = new Set([
  ...["for", "path", "name", "params", "definition", "emit", "subscribe", "then"],
  ...["constructor", "prototype", "toString", "valueOf", "hasOwnProperty"],
])

function wordsOf(segments: readonly Segment[]): string {
  return segments.flatMap((segment) => ("word" in segment ? [segment.word] : [])).join(".")
}

function hang(root: Record<PropertyKey, unknown>, entry: RegisteredPath): void {
  let node = root
  for (const [index, segment] of entry.segments.entries()) {
    if ("param" in segment) continue
    node[segment.word] ??= Object.create(null)
    // Every value below the root is a node made by this function.
    node = node[segment.word] as Record<PropertyKey, unknown>
    placesOf.set(node, [...(placesOf.get(node) ?? []), entry.segments.slice(0, index + 1)])
  }
  const withParams = entry.segments.some((segment) => "param" in segment)
  Object.assign(node, withParams ? createFamily(entry) : createChannel(entry, {}, entry.path))
}

function createFamily(entry: RegisteredPath): ChannelFamily<string, ChannelDefinition> {
  return {
    path: entry.path,
    definition: entry.definition,
    for(params: Params) {
      const name = formatName(entry.segments, params)
      if (name === undefined) throw new Sock8Error("INVALID_CHANNEL", { detail: `for ${entry.path}` })
      return createChannel(entry, params, name)
    },
  }
}

function createChannel(entry: RegisteredPath, params: Params, name: string): Channel {
  const self: Channel = {
    path: entry.path,
    name,
    params: { ...params },
    definition: entry.definition,
    emit: (data) => emitThroughBinding(self, data),
  }
  return self
}
