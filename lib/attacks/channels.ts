import type { Attack, AttackGroup } from "./attack"
import { openStream, publish, readBack } from "./own-requests"

const forbidden = { status: 403, code: "FORBIDDEN_CHANNEL" } as const
const noName = { status: 400, code: "INVALID_CHANNEL" } as const
const grants = "lib/sock8/core/grants.ts"
const path = "lib/sock8/core/path.ts"

const attacks: readonly Attack[] = [
  {
    id: "prefix-match",
    title: "An id that begins like mine",
    because:
      "“Begins with” is not “is”: whoever is called ben reads the notifications of ben2, and so does b.",
    unsafe: ['if (channel.startsWith("notification." + user.id)) {', "  return allow()", "}"],
    defence: grants,
    by: "browser",
    requests: [openStream("notification.{me}2", forbidden), openStream("notification.{me}-eu", forbidden)],
  },
  {
    id: "default-allow",
    title: "A name that no rule mentions",
    because:
      "A chain of conditions that ends without an answer ends with yes. The next channel somebody adds is public.",
    unsafe: [
      'if (channel.startsWith("team.")) return checkTeam(user)',
      'if (channel.startsWith("org.")) return checkOrg(user)',
      "// everything else: nothing to check",
    ],
    defence: grants,
    by: "browser",
    requests: [
      openStream("secret.plans", forbidden),
      { path: "/api/realtime", token: "own", expected: forbidden },
    ],
  },
  {
    id: "tenant-split",
    title: "Another organisation, cut at the hyphen",
    because:
      "Ids contain hyphens. What stands before the first one in acme-eu is acme, which is somebody else.",
    unsafe: ['const [tenant] = room.split("-")', "if (tenant === user.tenant) join(room)"],
    defence: path,
    by: "browser",
    requests: [openStream("{org}", forbidden), readBack("{org}", forbidden)],
  },
  {
    id: "other-room",
    title: "Into a room of somebody else's",
    because:
      "The check at connect was whether one is signed in. Which room a message goes to is in the message, and is asked of nobody.",
    unsafe: ["io.use(requireUser)", 'socket.on("send", ({ room, text }) => io.to(room).emit("said", text))'],
    defence: "lib/sock8/server/with-sock8.ts",
    by: "browser",
    requests: [
      openStream("{team}", forbidden),
      publish({ channel: "{team}", data: { text: "not to be said" } }, forbidden),
    ],
  },
  {
    id: "guessed-names",
    title: "Guessing which names exist",
    because:
      "404 for what is not there and 403 for what is makes a list of customers out of a list of guesses.",
    unsafe: [
      "const room = await findRoom(name)",
      "if (!room) return notFound()",
      "if (!room.has(user)) return forbidden()",
    ],
    defence: "lib/sock8/core/tree.ts",
    remark: "One of these teams exists. Both answers are the same.",
    by: "browser",
    requests: [openStream("{team}", forbidden), openStream("team.no-such-team.chat", forbidden)],
  },
  {
    id: "forged-path",
    title: "A name that is a path",
    because:
      "The name goes into the address of the Redis command. Dots and slashes lead from there to another channel, or to another command.",
    unsafe: [
      'await fetch(REDIS + "/subscribe/" + channel, {',
      "  headers: { authorization: REDIS_TOKEN },",
      "})",
    ],
    defence: path,
    by: "browser",
    requests: [
      openStream("{chat}%2f..%2f..%2fdel%2fx", noName),
      openStream("..%2f..%2fflushall", noName),
      openStream("{chat}%0d%0aFLUSHALL", noName),
    ],
  },
  {
    id: "wildcard",
    title: "A star in a name",
    because: "A pattern that is matched against patterns grants what nobody wrote down.",
    unsafe: [
      'const pattern = new RegExp(room.replace("*", ".*"))',
      "return rooms.filter((name) => pattern.test(name))",
    ],
    defence: path,
    by: "browser",
    requests: [
      openStream("notification.*", noName),
      readBack("*", noName),
      {
        method: "POST",
        path: "/api/channels/authenticate",
        withCookie: true,
        body: { want: [{ path: "notification.{userId}", params: { userId: "*" } }] },
        expected: forbidden,
      },
    ],
  },
  {
    id: "every-document",
    title: "Every document, by a star in the token",
    because:
      "document-* is a grant of all documents there will ever be. Whose each of them is, nobody asks any more; and as text it also begins document-1-secret.",
    unsafe: [
      'const permissions = { rooms: ["document-*"] }',
      'const allowed = rooms.some((room) => name.startsWith(room.replace("*", "")))',
    ],
    defence: "lib/documents/documents.ts",
    by: "browser",
    requests: [
      openStream("{document}", forbidden),
      readBack("{document}", forbidden),
      publish({ channel: "{document}", data: { line: 0, text: "not to be said" } }, forbidden),
      openStream("document-*", noName),
    ],
  },
  {
    id: "publish-by-reader",
    title: "Publishing with a grant to read",
    because: "Listening and speaking are two rights. Announcements that every reader can write are a chat.",
    unsafe: [
      "if (canJoin(user, room)) {",
      "  socket.join(room)",
      "  // and from now on it may send, too",
      "}",
    ],
    defence: grants,
    by: "browser",
    requests: [
      publish(
        { channel: "{readable}", data: { text: "not to be said" } },
        { status: 403, code: "NOT_GRANTED_PUBLISH" },
      ),
    ],
  },
  {
    id: "unguarded-history",
    title: "History without the question",
    because:
      "The stream asks who is there. The endpoint that reads back what was said was written later, and does not.",
    unsafe: ['app.get("/history", async ({ query }) =>', '  redis.xrange(query.channel, "-", "+"))'],
    defence: "lib/sock8/server/with-sock8.ts",
    by: "browser",
    requests: [
      { path: "/api/channels/history?channel={chat}", expected: { status: 401, code: "AUTH_REQUIRED" } },
      readBack("{team}", forbidden),
    ],
  },
  {
    id: "malformed-cursor",
    title: "A cursor that is none",
    because: "Handed on unread, it is a part of a Redis command that its sender wrote.",
    unsafe: ['redis.exec(["XREAD", "STREAMS", key, query.after])'],
    defence: "lib/sock8/core/cursor.ts",
    by: "browser",
    requests: [
      readBack("{chat}", { status: 400, code: "INVALID_CURSOR" }, "&before=0-0%20COUNT%20100000"),
      {
        method: "POST",
        path: "/api/realtime",
        token: "own",
        body: { channels: [{ name: "{chat}", after: "$" }] },
        expected: { status: 400, code: "INVALID_CURSOR" },
      },
    ],
  },
]

/** Attacks on what somebody may use. */
export const channelAttacks: AttackGroup = { title: "Channels", attacks }
