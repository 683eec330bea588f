import type { StandardSchemaV1 } from "@standard-schema/spec"

/** What a channel allows and keeps. Everything is off unless it is said here. */
export interface ChannelConfig {
  /**
   * How many of the latest messages are kept, for history and for clients that come back.
   * Default 100. `0` keeps none: a client that was away is told of a `gap` instead.
   */
  readonly history?: number
  /**
   * Name of a field of the messages, a text or a number. Of those that have it in common only the latest is kept,
   * so that the history is what a newcomer has to know of things that change, such as the lines of a board.
   * `history` has to have room for all of them. Whoever comes back and missed some is told of a `gap`.
   */
  readonly latestBy?: string
  /**
   * Whether a client that joins without a cursor is told the latest message first: for channels whose newest message says
   * all that there is to know. Default `false`: it is told what is said from then on. Tabs that share a stream are several
   * clients. Several listeners of one client are one: only the first is told it, as it alone opens the channel.
   */
  readonly latestOnJoin?: boolean
  /** Seconds after the last message until a silent channel is forgotten. Default 30 days. */
  readonly expireAfterSeconds?: number
  /** Whether people may be granted to publish here. Without it only the server emits. */
  readonly publish?: boolean
  /** How often one person may publish here, over all their tabs and devices. Default 100 in 10 seconds. */
  readonly limit?: { readonly max: number; readonly perSeconds: number }
  /**
   * How many messages one sender may leave here in a time: a part of `history`, so that nobody displaces what others
   * said. A retry takes no more of it. Default: as many as `limit` lets through.
   */
  readonly perSender?: { readonly max: number; readonly perSeconds: number }
  /**
   * Whether people may be granted to be seen here, and to see who else is. With a schema each of them may say
   * something of themselves, such as whether they are typing: an object of at most 1 KiB as JSON.
   */
  readonly presence?: true | { readonly state: StandardSchemaV1 }
  /** Whether the channel may be read without signing in. */
  readonly anonymous?: boolean
}

/** One channel definition: the schema of its messages and its configuration. */
export interface ChannelDefinition<
  Schema extends StandardSchemaV1 = StandardSchemaV1,
  Config extends ChannelConfig = ChannelConfig,
> {
  readonly schema: Schema
  readonly config: Config
}

/** What a member of a channel says of themselves; `null` where the channel's presence has no schema. */
export type StateOf<Config extends ChannelConfig> = Config extends {
  readonly presence: { readonly state: infer Schema extends StandardSchemaV1 }
}
  ? StandardSchemaV1.InferOutput<Schema>
  : null

/** The three ways to write a definition: `channel(schema, config)`, `{ schema, config? }`, `[schema]`. */
export type DefinitionInput =
  | ChannelDefinition
  | { readonly schema: StandardSchemaV1; readonly config?: undefined }
  | readonly [StandardSchemaV1]

/** The definition type behind any of the three ways to write it. */
export type Normalized<Input extends DefinitionInput> = Input extends readonly [
  infer Schema extends StandardSchemaV1,
]
  ? ChannelDefinition<Schema, Record<never, never>>
  : Input extends {
        schema: infer Schema extends StandardSchemaV1
        config: infer Config extends ChannelConfig
      }
    ? ChannelDefinition<Schema, Config>
    : Input extends { schema: infer Schema extends StandardSchemaV1 }
      ? ChannelDefinition<Schema, Record<never, never>>
      : never

/**
 * Defines one channel. The schema is any Standard Schema (zod, valibot, arktype, …).
 *
 * @example channel(z.object({ text: z.string().max(2000) }), { history: 500, publish: true })
 */
export function channel<
  Schema extends StandardSchemaV1,
  const Config extends ChannelConfig = Record<never, never>,
>(
  schema: Schema,
  config?: Config & { readonly latestBy?: keyof StandardSchemaV1.InferOutput<Schema> },
): ChannelDefinition<Schema, Config>
export function channel(schema: StandardSchemaV1, config: ChannelConfig = {}): ChannelDefinition {
  return { schema, config }
}

/** Brings the three ways to write a definition to one. */
export function normalize(input: DefinitionInput): ChannelDefinition {
  if ("schema" in input) return { schema: input.schema, config: input.config ?? {} }
  return { schema: input[0], config: {} }
}
