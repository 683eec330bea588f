/**
 * Where this app mounts its realtime. The routes below `app/` have to be at these paths. To move one, change its path
 * here: the pages, the answer of `authenticate` and the lines to copy follow.
 */
export const endpoints = {
  /** The stream. */
  stream: "/api/realtime",
  /** `authenticate`, `publish`, `history` and `presence` are below it. */
  channels: "/api/channels",
} as const
