import type { Attack, AttackGroup } from "./attack"

const tooLarge = { status: 413, code: "PAYLOAD_TOO_LARGE" } as const
const nothingThere = { status: 404, code: "NOT_FOUND" } as const
const noSuchMethod = { status: 405, code: "METHOD_NOT_ALLOWED" } as const

const attacks: readonly Attack[] = [
  {
    id: "body-to-a-page",
    title: "A body where none is read",
    because:
      "A framework that copies each body before it looks at the address keeps them all in memory: a hundred senders of nine megabytes are enough.",
    unsafe: ["const body = await request.arrayBuffer()", "const page = routes[request.url]"],
    defence: "lib/http/receive-body.ts",
    by: "browser",
    requests: [
      { method: "POST", path: "/", body: { text: "{long}" }, expected: noSuchMethod },
      { method: "PUT", path: "/docs", body: { text: "{long}" }, expected: noSuchMethod },
      { method: "POST", path: "/api/notifications", body: { text: "{long}" }, expected: tooLarge },
      { method: "POST", path: "/api/wave", body: { text: "{long}" }, expected: tooLarge },
    ],
  },
  {
    id: "server-action",
    title: "A server action that is none",
    because:
      "Next looks for the action in every POST to a page, and prints an error where there is none. Printing waits for its reader: 240 of these stopped a server whose output was not read.",
    unsafe: ['console.error("No such action:", request.headers.get("next-action"))'],
    defence: "lib/http/methods.ts",
    by: "browser",
    requests: [
      { method: "POST", path: "/", headers: { "next-action": "a".repeat(42) }, expected: noSuchMethod },
      { method: "POST", path: "/api/no-such-route", headers: { "next-action": "a" }, expected: nothingThere },
    ],
  },
  {
    id: "upgrade",
    title: "A WebSocket where none is served",
    because:
      "A server that neither takes nor refuses the offer keeps the socket, and no timeout looks at it any more.",
    unsafe: [
      'server.on("upgrade", (request, socket) => {',
      "  if (routes[request.url]) accept(socket)",
      "})",
    ],
    defence: "lib/http/upgrades.ts",
    remark: "No page can set these two headers, and a WebSocket does not tell it what the server answered.",
    by: "program",
    requests: ["/", "/api/realtime"].map((path) => ({
      path,
      headers: { connection: "Upgrade", upgrade: "websocket" },
      expected: { status: 400, code: "INVALID_REQUEST" },
    })),
  },
]

/** Attacks on the HTTP server, before any route has a say. */
export const serverAttacks: AttackGroup = { title: "Server", attacks }
