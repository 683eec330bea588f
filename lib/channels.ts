/**
 * Every channel of the app and the messages it carries. One of the two files to make your own; the other is
 * `lib/authorize.ts`, which says who may use which.
 */
import { z } from "zod"
import { safePath } from "./auth/safe-path"
import { LINES, MAX_CHARACTERS, oneLine } from "./documents/sheet"
import { MOST_NOTIFICATIONS, NOTIFICATIONS_PER_SENDER } from "./notifications/inbox"
import { kindNames } from "./notifications/kinds"
import { channel, defineChannels } from "./sock8/core/define"
import { isVisible } from "./visible-text"

/** Something that is said or told: at least one character of it can be seen. */
const visible = (most: number) =>
  z.string().trim().min(1).max(most).refine(isVisible, "Nothing of it can be seen")

/** Something that happened and concerns one person. Its types, and what they say, are in `notifications/kinds.ts`. */
export const notification = z.object({
  type: z.enum(kindNames),
  title: visible(120),
  body: z.string().max(500),
  /** A page of this app; never another site, however a browser would read the text. */
  link: z
    .string()
    .max(200)
    .refine((link) => safePath(link) === link, "Not a page of this app"),
})

/** A message's id, as Redis gave it. */
export const messageId = z.string().regex(/^\d{1,15}-\d{1,15}$/)

/** What one person has read and how much not: always the whole of it, so that the newest one says it all. */
export const inbox = z.object({
  /** Grows with each change: whoever has a higher one knows better. */
  version: z.number().int().min(0),
  unread: z.number().int().min(0).max(MOST_NOTIFICATIONS),
  /** The newest notification that is counted. */
  newest: messageId,
  /** Everything up to this one is read. */
  upTo: messageId,
  /** What is read after it. */
  read: z.array(messageId).max(MOST_NOTIFICATIONS),
})

/** What somebody says to their team. Who and when is stamped by the server. */
export const chatMessage = z.object({ text: visible(2000) })

/** What somebody in a chat shows of themselves. */
export const chatMember = z.strictObject({ typing: z.boolean() })

const line = z
  .number()
  .int()
  .min(0)
  .max(LINES - 1)

/** A line of a shared document as somebody wrote it: the whole of it, so that the newest one says it all. */
export const edit = z.strictObject({
  line,
  text: z
    .string()
    .max(MAX_CHARACTERS)
    .refine((text) => oneLine(text) === text, "Not one line of text"),
})

/** Where somebody writes in a shared document; nowhere while they only read. */
export const writer = z.strictObject({
  caret: z.strictObject({ line, column: z.number().int().min(0).max(MAX_CHARACTERS) }).nullable(),
  /** The edit in whose text the column counts. Absent while theirs is not stored yet. */
  after: messageId.optional(),
})

/** How far somebody has read a channel: its latest message that they saw, by id and number. */
export const readMarker = z.object({
  channel: z.string().max(256),
  id: z.string().regex(/^\d{1,15}-\d{1,15}$/),
  n: z.number().int().positive(),
})

/** What everybody in an organisation is told. */
export const announcement = z.object({ text: visible(500) })

/** What every visitor of the site is told, signed in or not: so who says it stands beside it. */
export const notice = z.object({
  text: visible(200),
  /** The organisation that says it. */
  from: visible(100),
})

/** The first of the channels that an entry of the admin logs is about, and how many there were. */
const aboutChannels = { channels: z.array(z.string().max(256)).max(8), channelCount: z.number().int() }

/**
 * One attempt to use the app's realtime, or many that are counted together, as the admins see it. Never a token, never
 * a payload.
 */
export const auditEntry = z.object({
  /** `several` where different ones are counted together; `lost` for attempts of which nothing else was kept. */
  attempt: z.enum([
    "authenticate",
    "connect",
    "publish",
    "history",
    "presence",
    "administer",
    "end",
    "several",
    "lost",
  ]),
  allowed: z.boolean(),
  /** The rule that allowed it, or the sentence that refused it. */
  why: z.string().max(200),
  code: z.string().max(40).nullable(),
  person: z.string().max(64).nullable(),
  ...aboutChannels,
  connection: z.string().max(64).nullish(),
  /** Where the client connects from; `null` where no trusted source told it. Of many: their IPv4 address, or /64. */
  address: z.string().max(45).nullish(),
  /** How many attempts it stands for; more than one only beyond what each author may have one by one. */
  count: z.number().int().positive(),
  /** When the first of them was, and the last. */
  since: z.number().int(),
  at: z.number().int(),
  /** Whether it counts several people or addresses together: those beyond what is told apart. */
  others: z.boolean(),
})

/** What an admin does, written before it is done, and again when it is known what came of it. */
export const adminAction = z.object({
  /** The same before and after. */
  id: z.uuid(),
  /** `begun` without a later entry of the same id: the process ended in between, or Redis did not answer. */
  state: z.enum(["begun", "done", "refused"]),
  /** Such as "suspend ben", and "suspended ben" afterwards. Holds nothing but ids. */
  deed: z.string().max(200),
  /** Why it was refused, or why it is not known whether it was done. */
  code: z.string().max(40).nullable(),
  /** The organisation whose admin it is; who it is, is stamped on the message. */
  orgId: z.string().max(64),
  ...aboutChannels,
  address: z.string().max(45).nullish(),
  at: z.number().int(),
})

const count = z.number().int().nonnegative()

/** What one process counted in the last seconds. Numbers only: nobody's name and nobody's words. */
export const metrics = z.object({
  /** Tells the processes apart for as long as each of them lives. */
  process: z.string().max(16),
  /** How many milliseconds the counts are of. */
  overMs: count,
  /** Connections that are open now. */
  open: count,
  published: count,
  /** Messages times the clients that they were handed to. */
  delivered: count,
  /** Refused attempts by code. */
  refused: z.record(z.string().max(40), count),
  /** Deliveries by how long they took at most; `null` is longer than any bound. */
  latency: z.array(z.object({ upToMs: z.number().nullable(), messages: count })).max(32),
})

/** The tree: paths, what they carry, what they keep, whether people may publish and who is seen there. */
export const channels = defineChannels({
  "notification.{userId}": channel(notification, {
    history: MOST_NOTIFICATIONS,
    perSender: NOTIFICATIONS_PER_SENDER,
    expireAfterSeconds: 90 * 24 * 3600,
  }),
  "inbox.{userId}": channel(inbox, {
    history: 1,
    latestOnJoin: true,
    expireAfterSeconds: 90 * 24 * 3600,
  }),
  // Told to oneself, so that all tabs and devices count the same as unread.
  "read.{userId}": channel(readMarker, { history: 64 }),
  "team.{teamId}.chat": channel(chatMessage, {
    history: 500,
    publish: true,
    presence: { state: chatMember },
  }),
  // Nothing is said here: it is only for who is online, on whichever page.
  "team.{teamId}.people": channel(z.never(), { history: 0, presence: true }),
  // The latest edit of each line is the text: nobody has to store it beside the channel.
  "document.{documentId}": channel(edit, {
    history: LINES,
    latestBy: "line",
    expireAfterSeconds: 400 * 24 * 3600,
    publish: true,
    presence: { state: writer },
  }),
  "org.{orgId}.announcements": channel(announcement, { history: 50 }),
  // Three logs, so that none displaces another: what admins did, what people and keys tried, what strangers tried.
  "admin.actions": channel(adminAction, { history: 10_000, expireAfterSeconds: 400 * 24 * 3600 }),
  "admin.logs": channel(auditEntry, { history: 10_000 }),
  "admin.anonymous": channel(auditEntry, { history: 2_000 }),
  "admin.metrics": channel(metrics, { history: 300 }),
  lobby: channel(notice, { history: 20, anonymous: true }),
})
