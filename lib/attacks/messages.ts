import type { Attack, AttackGroup } from "./attack"
import { publish } from "./own-requests"

const wrongShape = { status: 422, code: "INVALID_PAYLOAD" } as const
/** Always the same id: however often the button is pressed, the line is said once an hour. */
const once = "attack-gallery"
const line = "A line of the attack gallery: it says who really sent it."
/** The one message that is published in earnest. Sent again within the hour, it is recognised. */
export const spokenOnce = { channel: "{chat}", id: once, data: { text: line } }

const attacks: readonly Attack[] = [
  {
    id: "oversize",
    title: "A message of 70,000 letters",
    because:
      "The shape was checked, the size was not. A few hundred of these fill Redis, and every reader downloads them.",
    unsafe: ["const message = schema.parse(await request.json())", "await publish(message)"],
    defence: "lib/sock8/server/read-body.ts",
    by: "browser",
    requests: [
      publish({ channel: "{chat}", data: { text: "{long}" } }, { status: 413, code: "PAYLOAD_TOO_LARGE" }),
    ],
  },
  {
    id: "wrong-shape",
    title: "A message of another shape",
    because:
      "What is not a message for the sender is one for every reader: their page breaks on it, at each visit.",
    unsafe: ['socket.on("message", (data) => io.to(room).emit("message", data))'],
    defence: "lib/channels.ts",
    by: "browser",
    requests: [
      publish({ channel: "{chat}", data: { text: { $ne: null } } }, wrongShape),
      publish({ channel: "{chat}", data: [] }, wrongShape),
      publish({ channel: "{chat}" }, { status: 400, code: "INVALID_REQUEST" }),
    ],
  },
  {
    id: "forged-sender",
    title: "In the name of somebody else, last year",
    because: "Sender and time come out of the message, so they are whatever its sender would like.",
    unsafe: [
      'socket.on("message", ({ text, from, at }) =>',
      '  io.to(room).emit("message", { text, from, at }))',
    ],
    defence: "lib/sock8/server/publish.ts",
    remark:
      "This one is said: one line in your team's chat, at most once an hour. It holds if history tells you as the sender, and now as the time.",
    by: "browser",
    requests: [
      publish(
        {
          channel: "{chat}",
          id: once,
          from: { id: "ada", name: "Ada Okafor" },
          at: 1,
          data: { text: line, from: "ada", role: "admin", at: 1 },
        },
        { saidBy: "{me}" },
      ),
    ],
  },
  {
    id: "id-reuse",
    title: "An id that was used, with another message",
    because:
      "A server that answers “said already” for the id alone swallows the second message, and its sender believes that it arrived.",
    unsafe: ['if (await redis.get("once:" + id)) return ok()', 'await redis.set("once:" + id, 1)'],
    defence: "lib/sock8/server/publish.ts",
    remark:
      "The first request is the line of the attack above, sent again: it is recognised, and not said twice.",
    by: "browser",
    requests: [
      publish(spokenOnce, { saidBy: "{me}" }),
      publish(
        { channel: "{chat}", id: once, data: { text: "something else" } },
        { status: 409, code: "ID_CONFLICT" },
      ),
    ],
  },
]

/** Attacks on what is said. */
export const messageAttacks: AttackGroup = { title: "Messages", attacks }
