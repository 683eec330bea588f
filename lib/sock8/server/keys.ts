import { createHash } from "node:crypto"

/**
 * Every key that the toolkit has in Redis, in one place. Names reach this file only after they were parsed
 * (`core/path.ts`): they consist of `A-Z a-z 0-9 _ - .`, so that no name can reach into another key.
 */
export interface Keys {
  /** Hash: the channel's epoch, number and id of its last message, and the id of the latest one about each thing. */
  position(channel: string): string
  /** Stream: the channel's latest messages. */
  log(channel: string): string
  /** String: that a message with this id of this sender was published, and as what. */
  once(channel: string, sender: string, id: string): string
  /** Pub/sub topic that tells of messages of this channel. */
  topic(channel: string): string
  /** Pub/sub topic that tells every process of what was revoked. */
  readonly control: string
  /** String: when the rights of this person changed last, by the clock of Redis in milliseconds. */
  rights(identity: string): string
  /** Set: names of channels that were taken away from this person, whatever the rules grant. */
  denied(identity: string): string
  /** String: the code with which a token, session or connection was revoked. */
  revoked(id: string): string
  /** Sorted set: open connections of this person or API key, by the time at which their lease ends. */
  openOfPerson(identity: string): string
  /** Sorted set: the same of the strangers at an address. */
  openOfAddress(address: string): string
  /** Sorted set: all open connections. */
  readonly open: string
  /** Hash: what is known of each open connection. */
  readonly openDetails: string
  /** Hash: who is on the channel, by connection. */
  presence(channel: string): string
  /** Sorted set: people who were on the channel, by the time at which they were there last. */
  seen(channel: string): string
  /** What a limit counts: a hash where it is counted along with something else; else the limiter appends who is counted and in which window. */
  rate(limit: string): string
}

/** Pub/sub topics of one app. Every process subscribes to those of its clients' channels only. */
export const TOPICS = 8

/** The keys under one prefix. */
export function createKeys(prefix: string): Keys {
  return {
    position: (channel) => `${prefix}:position:${channel}`,
    log: (channel) => `${prefix}:log:${channel}`,
    once: (channel, sender, id) => `${prefix}:once:${channel}:${sender}:${id}`,
    topic: (channel) => `${prefix}:topic:${hash(channel) % TOPICS}`,
    control: `${prefix}:topic:control`,
    rights: (identity) => `${prefix}:rights:${identity}`,
    denied: (identity) => `${prefix}:denied:${identity}`,
    revoked: (id) => `${prefix}:revoked:${id}`,
    openOfPerson: (identity) => `${prefix}:open:person:${identity}`,
    openOfAddress: (address) =>
      `${prefix}:open:address:${createHash("sha256").update(address).digest("base64url")}`,
    open: `${prefix}:open`,
    openDetails: `${prefix}:open:details`,
    presence: (channel) => `${prefix}:presence:${channel}`,
    seen: (channel) => `${prefix}:seen:${channel}`,
    rate: (limit) => `${prefix}:rate:${limit}`,
  }
}

/** FNV-1a: the same on every instance, and spread well enough over a few topics. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
