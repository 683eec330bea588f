import type { Attack, AttackGroup } from "./attack"
import { spokenOnce } from "./messages"
import { publish } from "./own-requests"

const nobody = { status: 401, code: "AUTH_REQUIRED" } as const
const otherSite = { status: 403, code: "ORIGIN_FORBIDDEN" } as const
const notJson = { status: 415, code: "UNSUPPORTED_MEDIA_TYPE" } as const
const noSuchMethod = { status: 405, code: "METHOD_NOT_ALLOWED" } as const

const SLOW_COOKIE = "a;{4000 spaces}{1000 times session}"

const attacks: readonly Attack[] = [
  {
    id: "cross-site-post",
    title: "A form on another site",
    because:
      "A visitor's browser sends their cookie along, whoever wrote the form. Any page they open gets a token in their name.",
    unsafe: [
      'app.post("/token", cors({ origin: "*" }), async (request) =>',
      "  sign(await userOf(request.cookies)))",
    ],
    defence: "lib/sock8/server/origin.ts",
    remark:
      "A browser writes the Origin header itself and no page can change it, so this page cannot send the attack. The lines below can.",
    by: "program",
    requests: [
      {
        method: "POST",
        path: "/api/channels/authenticate",
        headers: { origin: "https://evil.example" },
        expected: otherSite,
      },
      { method: "POST", path: "/api/realtime-token", headers: { origin: "null" }, expected: otherSite },
      {
        method: "POST",
        path: "/api/channels/authenticate",
        headers: { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
        expected: otherSite,
      },
    ],
  },
  {
    id: "cross-site-sign-in",
    title: "Signed in, or out, by another site",
    because:
      "A form on another site signs its visitor in as the attacker. Whatever they write from then on stands in the attacker's account; and a form that signs out ends a chat in the middle.",
    unsafe: [
      'app.post("/login", async (request) =>',
      "  startSession(await checkPassword(request.body)))",
      'app.post("/logout", endSession)',
    ],
    defence: "lib/auth/handle-auth.ts",
    remark: "As above: a page cannot write the Origin header, so these are lines for a terminal.",
    by: "program",
    requests: [
      { path: "/api/auth/callback/credentials", origin: "https://evil.example" },
      { path: "/api/auth/signin/github", origin: "null" },
      { path: "/api/auth/signout", origin: "https://evil.example" },
    ].map(({ path, origin }) => ({ method: "POST", path, headers: { origin }, expected: otherSite })),
  },
  {
    id: "slow-pattern",
    title: "One header that keeps everybody waiting",
    because:
      "A pattern that looks for a word inside a name begins again at each character, and once more at each of the spaces before it. This one took 12 seconds for 11 KB, in which the process answered nobody.",
    unsafe: ["if (/(?:^|;\\s*)[^=;]*session[^=;]*=/i.test(cookie))", '  log("somebody with a session")'],
    defence: "lib/sock8/server/client-address.ts",
    remark:
      "A page cannot write its own Cookie header. The lines below can, in any shell; each is answered as fast as without it.",
    by: "program",
    requests: [
      { path: "/api/realtime?channel=admin.logs", headers: { cookie: SLOW_COOKIE }, expected: nobody },
      {
        method: "POST",
        path: "/api/channels/authenticate",
        headers: { cookie: SLOW_COOKIE },
        expected: nobody,
      },
    ],
  },
  {
    id: "content-type",
    title: "JSON that is called plain text",
    because:
      "Plain text and forms cross sites without a preflight. A server that parses them as JSON never asks.",
    unsafe: ["const body = JSON.parse(await request.text())"],
    defence: "lib/sock8/server/read-body.ts",
    by: "browser",
    requests: ["text/plain", "application/x-www-form-urlencoded"].map((type) => ({
      method: "POST",
      path: "/api/channels/publish",
      token: "own",
      headers: { "content-type": type },
      body: { channel: "{chat}", data: { text: "not to be said" } },
      expected: notJson,
    })),
  },
  {
    id: "method-confusion",
    title: "A change by GET",
    because:
      "A link or an image is enough to send a GET, with the visitor's cookie. Some servers also believe a header.",
    unsafe: ['app.all("/publish", publish)', 'app.use(methodOverride("X-HTTP-Method-Override"))'],
    defence: "lib/sock8/server/with-sock8.ts",
    by: "browser",
    requests: [
      { path: "/api/channels/publish?channel={chat}", token: "own", expected: noSuchMethod },
      { path: "/api/channels/authenticate", withCookie: true, expected: noSuchMethod },
      {
        path: "/api/channels/publish",
        token: "own",
        headers: { "x-http-method-override": "POST" },
        expected: noSuchMethod,
      },
    ],
  },
  {
    id: "skipped-middleware",
    title: "Past the middleware",
    because:
      "Next once let a request skip its middleware by one header (CVE-2025-29927). Where the middleware is the lock, the door stands open.",
    unsafe: [
      "// middleware.ts",
      'if (!session) return redirect("/sign-in")',
      "",
      "// page.tsx",
      "return <Secrets />",
    ],
    defence: "lib/auth/session.ts",
    by: "browser",
    requests: [
      {
        path: "/dashboard/admin",
        headers: { "x-middleware-subrequest": Array(5).fill("middleware").join(":") },
        expected: { leadsTo: "/sign-in" },
      },
      {
        method: "POST",
        path: "/api/channels/authenticate",
        headers: { "x-middleware-subrequest": Array(5).fill("src/middleware").join(":") },
        expected: nobody,
      },
    ],
  },
  {
    id: "address-lock-out",
    title: "Bad keys, until the address is locked out",
    because:
      "Failures are counted per address, and the count is looked at before the key. A stranger behind the same address, in the same office or mobile network, sends bad keys until every good key from there is refused.",
    unsafe: ["if (failures.of(address) > 60) return tooManyRequests()", "const key = await findKey(text)"],
    defence: "lib/api-keys/sent-key.ts",
    remark:
      "Two bad keys and then a good token, from your own address. The tests send the flood: seventy keys, a hundred streams, and then a good key.",
    by: "browser",
    requests: [
      ...["A", "B"].map((letter) => ({
        path: "/api/channels/history?channel={chat}",
        headers: { authorization: `Bearer gw_${letter.repeat(20)}_${letter.repeat(44)}` },
        expected: { status: 401, code: "INVALID_TOKEN" } as const,
      })),
      publish(spokenOnce, { saidBy: "{me}" }),
    ],
  },
  {
    id: "forged-address",
    title: "Headers that only a proxy should set",
    because:
      "Without a proxy in front they are the visitor's own words: a new address for each try, or a claim to be let in already.",
    unsafe: ['const ip = request.headers.get("x-forwarded-for")', 'if (ip === "127.0.0.1") return allow()'],
    defence: "lib/auth/current-person.ts",
    by: "browser",
    requests: [
      {
        method: "POST",
        path: "/api/channels/authenticate",
        headers: { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", forwarded: "for=127.0.0.1" },
        expected: nobody,
      },
      {
        path: "/api/realtime?channel={chat}",
        headers: { "x-user-id": "ada", "x-forwarded-user": "ada", "x-authenticated-user": "ada" },
        expected: nobody,
      },
    ],
  },
  {
    id: "flooded-log",
    title: "Noise that pushes a deed out of the log",
    because:
      "A log keeps its latest entries. Whoever sends a thousand requests that are refused decides what is still in it, and nobody has to sign in for that.",
    unsafe: [
      "await suspend(person)",
      'await redis.xadd("log", "*", entry, { trim: { type: "MAXLEN", threshold: 1000 } })',
    ],
    defence: "lib/audit/tally.ts",
    remark:
      "A few of them here, the thousands are in e2e/attacks/audit-flood.spec.ts. Admins find these counted together, in a log of their own, beside that of what admins did.",
    by: "browser",
    requests: Array.from({ length: 4 }, () => ({
      method: "POST" as const,
      path: "/api/channels/authenticate",
      expected: nobody,
    })),
  },
]

/** Attacks by how a request is made. */
export const requestAttacks: AttackGroup = { title: "Requests", attacks }
