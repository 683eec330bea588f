import type { Attack, AttackGroup } from "./attack"

const stream = "/api/realtime?channel={chat}"
const invalid = { status: 401, code: "INVALID_TOKEN" } as const
const nobody = { status: 401, code: "AUTH_REQUIRED" } as const
const defence = "lib/sock8/server/token.ts"

const attacks: readonly Attack[] = [
  {
    id: "token-in-address",
    title: "A token in the address",
    because:
      "Addresses are written down by proxies, access logs and the browser's history, and handed on as referrer. Whoever reads one of them has the token.",
    unsafe: [
      'new EventSource("/realtime?token=" + token)',
      "",
      "// server",
      'verify(url.searchParams.get("token"))',
    ],
    defence: "lib/sock8/server/handle.ts",
    remark:
      "Here the token really travels in an address, to your own app. It is good for 15 minutes at most.",
    by: "browser",
    requests: [
      {
        path: "/api/realtime?channel={chat}&token={token}",
        expected: { status: 400, code: "INVALID_REQUEST" },
      },
      { path: "/api/channels/history?channel={chat}&access_token={token}", expected: nobody },
    ],
  },
  {
    id: "alg-none",
    title: "A token that says it needs no signature",
    because:
      "A verifier that takes the algorithm from the token lets its bearer choose none. Then the claims are whatever they like.",
    unsafe: ["const { alg } = header(token)", "verify(token, key, { algorithms: [alg] })"],
    defence,
    by: "browser",
    requests: [{ path: stream, token: "unsigned", expected: invalid }],
  },
  {
    id: "expired-token",
    title: "A token of yesterday",
    because:
      "Reading the claims without checking them leaves a token good for ever: also for somebody who left the team.",
    unsafe: ["const { sub, permissions } = decode(token)", "// exp is in there somewhere"],
    defence,
    remark:
      "No page can sign a real expired token, so this one has yesterday's times and a key of this page: the signature is what refuses it. A well-signed expired one is answered TOKEN_EXPIRED; the tests send that.",
    by: "browser",
    requests: [{ path: stream, token: "expired", expected: invalid }],
  },
  {
    id: "foreign-signature",
    title: "A token signed with somebody else's key",
    because: "A secret with a default is a secret that everybody who read the sample knows.",
    unsafe: ['const key = env.JWT_SECRET || "secret"', "verify(token, key)"],
    defence: "lib/env-rules.ts",
    remark: "The key was made on this page a moment ago.",
    by: "browser",
    requests: [
      { path: stream, token: "foreign", expected: invalid },
      {
        method: "POST",
        path: "/api/channels/publish",
        token: "foreign",
        body: { channel: "{chat}", data: { text: "not to be said" } },
        expected: invalid,
      },
    ],
  },
  {
    id: "widened-token",
    title: "My own token, with more rights written into it",
    because:
      "What a browser holds, its owner can edit. Rights that are read before the signature is checked are wishes.",
    unsafe: ["const claims = decode(token)", "if (claims.permissions.rooms.includes(room)) join(room)"],
    defence,
    by: "browser",
    requests: [{ path: "/api/realtime?channel=admin.logs", token: "widened", expected: invalid }],
  },
  {
    id: "key-in-header",
    title: "A token that brings its own key",
    because:
      "Members such as jwk and jku tell a verifier which key to use. Obeying them means trusting the forger's.",
    unsafe: ["const key = header.jwk ?? await fetchKey(header.jku)", "verify(token, key)"],
    defence,
    by: "browser",
    requests: [{ path: stream, token: "own key", expected: invalid }],
  },
  {
    id: "cookie-as-token",
    title: "A session in place of a token, and the reverse",
    because:
      "Two kinds of proof that pass for each other have the weaker rules of both: a cookie is sent by any page, a token outlives the session.",
    unsafe: [
      "const proof = request.cookies.session ?? bearer(request)",
      "const user = verify(proof, SECRET)",
    ],
    defence: "lib/auth/session-cookie.ts",
    by: "browser",
    requests: [
      { path: stream, withCookie: true, expected: nobody },
      { method: "POST", path: "/api/channels/authenticate", token: "own", expected: nobody },
    ],
  },
  {
    id: "token-for-key",
    title: "A token, exchanged for a key of a year",
    because:
      "Whatever proves who a person is makes a key for them. A token of minutes, found in a log, becomes a key that is good for a year.",
    unsafe: [
      "const person = await personOf(request) // session, token, whatever there is",
      "return createKey(person, { days: 365 })",
    ],
    defence: "lib/api-keys/manage-keys.ts",
    remark:
      "A key is made by the session of an admin alone, and a channel token by a session or a token of another service.",
    by: "browser",
    requests: [
      {
        method: "POST",
        path: "/api/keys",
        token: "own",
        body: {
          name: "For a year",
          days: 365,
          scope: [{ path: "admin.logs", params: {}, actions: ["read"] }],
        },
        expected: nobody,
      },
      { method: "POST", path: "/api/channels/authenticate", token: "own", expected: nobody },
    ],
  },
]

/** Attacks on who somebody is. */
export const tokenAttacks: AttackGroup = { title: "Tokens", attacks }
