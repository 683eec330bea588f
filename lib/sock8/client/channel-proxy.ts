/**
 * The browser's view of the channel tree. Only the tree's type crosses to the browser: at run time this is
 * a Proxy that answers to any word, so that nobody downloads the list of channels. What a ref is called is
 * found among the names that were granted.
 */
import type { StandardSchemaV1 } from "@standard-schema/spec"
import type { ChannelDefinition, StateOf } from "../core/definition"
import { covers } from "../core/grants"
import { formatName, isId, type Params, type PathParams, parsePath } from "../core/path"
import type { AnyTree, Channel, ChannelFamily } from "../core/tree"
import type { WireMessage } from "../core/wire"
import { subscribeThroughBinding } from "./client-binding"

const address = Symbol("sock8.address")

/** What a ref stands for: the fixed words of its path, its parameters, and a string equal for equal refs. */
export interface Address {
  readonly words: readonly string[]
  readonly params: Params
  readonly key: string
}

/** Never there at run time: carries what a channel holds to the hooks. */
interface Carried<Data, CanPublish extends boolean, Input, Presence> {
  readonly carried?: {
    readonly data: Data
    readonly publish: CanPublish
    readonly input: Input
    readonly presence: Presence
  }
}

/**
 * One channel, as a browser refers to it. Its address is behind a symbol, so that a channel path may use
 * any word. `Input` is what may be published, before the schema's transforms; `Presence` is what its members
 * show, or `false` where nobody is present.
 */
export interface ChannelRef<
  Data = unknown,
  CanPublish extends boolean = boolean,
  Input = Data,
  Presence = unknown,
> {
  readonly [address]: Address & Carried<Data, CanPublish, Input, Presence>
  /**
   * Joins the channel, and tells each message once and in order, from now on. The same stream serves the hooks. Returns
   * the undo. Where more than messages matters, such as a refusal, use `useChannel` or the client's `join`.
   *
   * @throws Error outside of a `<RealtimeProvider>` that is mounted, where no client was bound by `bindClient`.
   */
  subscribe(listener: (message: WireMessage<Data>) => void): () => void
}

/** A channel to read, whatever may be published to it. */
export type AnyRef<Data = unknown> = ChannelRef<Data, boolean, unknown>

/** A channel that declares presence, whatever else it carries. `State` is `null` where members have none. */
export type PresentRef<State = unknown> = ChannelRef<unknown, boolean, unknown, { readonly state: State }>

/** A path with parameters: not yet a channel, so that no hook takes it. */
export interface FamilyRef<Path extends string, Ref> {
  /**
   * One channel of this path. A value that cannot be an id is not thrown but refused as
   * `FORBIDDEN_CHANNEL` when it is joined: parameters often come from the address bar.
   */
  for(params: PathParams<Path>): Ref
}

/**
 * The browser's view of a tree that `defineChannels` gave.
 *
 * @example const channels = createProxyClient<typeof tree>()
 *          channels.team.chat.for({ teamId })
 */
export function createProxyClient<Tree extends AnyTree>(): ProxyTree<Tree>
export function createProxyClient(): object {
  return createNode([])
}

/** What a ref stands for. */
export function addressOf(ref: AnyRef): Address {
  return ref[address]
}

/** A string that is equal for refs of the same channel, for comparisons and as a React key. */
export function keyOf(ref: AnyRef): string {
  return ref[address].key
}

/** A grant as a browser knows it: with its path from `authenticate`, a bare name from a token's claims. */
export interface KnownGrant {
  readonly name: string
  readonly path?: string
}

/**
 * The name of a ref, or `undefined` where no grant gives one. Without parameters the words are the name,
 * and the server alone decides: a channel that is open to everybody is in nobody's grants.
 */
export function resolveName(ref: Address, grants: readonly KnownGrant[]): string | undefined {
  if (Object.keys(ref.params).length === 0) return ref.words.join(".")
  for (const { name, path } of grants) {
    const found = path === undefined ? walkName(ref, name) : fillPath(ref, name, path)
    if (found !== undefined) return found
  }
  return undefined
}

/** Exact: the path says which parameter belongs where. */
function fillPath(ref: Address, granted: string, path: string): string | undefined {
  const segments = parsePath(path) ?? []
  const words = segments.flatMap((segment) => ("word" in segment ? [segment.word] : []))
  if (words.join(".") !== ref.words.join(".")) return undefined
  const name = formatName(segments, ref.params)
  return name !== undefined && covers(granted, name) ? name : undefined
}

/**
 * Without a path: each segment is the ref's next word, or the value of a parameter not used yet. A word
 * goes first; where a value equals it, exchanging the two gives the same name. Two values in another order
 * than the path's can be taken for each other here, which `authenticate` and its paths rule out.
 */
function walkName(ref: Address, granted: string): string | undefined {
  const words = [...ref.words]
  const values = Object.values(ref.params)
  const name: string[] = []
  const segments = granted.split(".")
  for (const [index, segment] of segments.entries()) {
    const isLevel = segment === "*" && index === segments.length - 1
    if (!isLevel && segment === words[0]) {
      name.push(segment)
      words.shift()
      continue
    }
    const used = isLevel ? 0 : values.indexOf(segment)
    const [value] = used < 0 ? [] : values.splice(used, 1)
    if (!isId(value)) return undefined
    name.push(value)
  }
  return words.length + values.length === 0 ? name.join(".") : undefined
}

function createNode(words: readonly string[]): object {
  const own = createAddress(words, {})
  const children: Record<string, object> = Object.create(null)
  return new Proxy(
    {},
    {
      get(target, word) {
        if (word === address) return own
        if (word === "for") return (params: Params) => createRef(createAddress(words, params))
        if (word === "subscribe") return createRef(own).subscribe
        // Whatever is awaited is asked for `then`; printing asks for `toString` and the like.
        if (typeof word === "symbol" || word === "then" || word in target) return Reflect.get(target, word)
        children[word] ??= createNode([...words, word])
        return children[word]
      },
    },
  )
}

function createRef(own: Address): AnyRef {
  const ref: AnyRef = { [address]: own, subscribe: (listener) => subscribeThroughBinding(ref, listener) }
  return ref
}

function createAddress(words: readonly string[], params: Params): Address {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return { words, params, key: JSON.stringify([words, ...sorted]) }
}

type RefOf<Definition extends ChannelDefinition> = ChannelRef<
  StandardSchemaV1.InferOutput<Definition["schema"]>,
  Definition["config"] extends { readonly publish: true } ? true : false,
  StandardSchemaV1.InferInput<Definition["schema"]>,
  Definition["config"] extends { readonly presence: true | object }
    ? { readonly state: StateOf<Definition["config"]> }
    : false
>

type NodeOf<Node> =
  Node extends Channel<string, infer Definition>
    ? RefOf<Definition>
    : Node extends ChannelFamily<infer Path, infer Definition>
      ? FamilyRef<Path, RefOf<Definition>>
      : unknown

type Word<Key> = Exclude<Key & string, keyof Channel | "for" | "subscribe">

/** The tree as a browser sees it: what the server's tree carries, and nothing that it can do. */
export type ProxyTree<Node> = NodeOf<Node> & {
  readonly [Key in Word<keyof Node>]: Key extends keyof Node ? ProxyTree<Node[Key]> : never
}
