/** What `lib/channels.ts` needs, and nothing else: it is read by servers only, but its type by browsers. */
export { channel } from "./definition"
export { defineChannels } from "./tree"
