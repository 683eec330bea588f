/** Tokens that are signed with the right key, and say what no token of ours says. */
import { everywhere, sendEverywhere } from "./everywhere"
import { forge, nowInSeconds, partsOf, signText } from "./forge"
import { test } from "./siege"

test("a token of another type, issuer or audience is refused, also one that begins like ours", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  const forged: Record<string, string> = {}
  for (const typ of [
    undefined,
    null,
    "",
    "JWT",
    "at+jwt",
    "sock8",
    "sock8+jwt ",
    "xsock8+jwt",
    ["sock8+jwt"],
  ]) {
    forged[`typ ${JSON.stringify(typ)}`] = forge(good, { header: { typ } })
  }
  const issuers = [undefined, null, "", "grantway2", "Grantway", "grantway.evil.example", ["grantway"], 0]
  for (const iss of issuers) forged[`iss ${JSON.stringify(iss)}`] = forge(good, { claims: { iss } })
  const audiences = [undefined, null, "", "grantway", "grantway-realtime2", "GRANTWAY-REALTIME", [], {}]
  const amongOthers = ["evil", "grantway-realtime"]
  for (const aud of [...audiences, amongOthers]) {
    forged[`aud ${JSON.stringify(aud)}`] = forge(good, { claims: { aud } })
  }
  await sendEverywhere(siege, request, forged)
})

test("a token is refused before its time, after its time, and with more time than tokens get", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  const now = nowInSeconds()
  const times: Record<string, Record<string, unknown>> = {
    "ended ten seconds ago": { iat: now - 100, exp: now - 10 },
    "ended yesterday": { iat: now - 87_300, exp: now - 86_400 },
    "begins in more than a minute": { iat: now + 90, exp: now + 150 },
    "not before the next minute": { nbf: now + 60 },
    "good for an hour": { exp: now + 3600 },
    "good for sixteen minutes": { iat: now, exp: now + 960 },
    "good until the year 9999": { exp: 253_402_300_799 },
    "made an hour ago, good until soon": { iat: now - 3600, exp: now + 60 },
    "no end": { exp: undefined },
    "no beginning": { iat: undefined },
    "end as text": { exp: String(now + 600) },
    "end as null": { exp: null },
    "end in milliseconds": { exp: Date.now() + 600_000 },
    "end that is no whole number": { exp: now + 600.5 },
    "end below zero": { exp: -1 },
    "beginning below zero": { iat: -1 },
    "beginning as text": { iat: String(now) },
  }
  const forged = Object.entries(times).map(([title, claims]) => [title, forge(good, { claims })])
  await sendEverywhere(siege, request, Object.fromEntries(forged))
})

test("claims that are missing, unknown, given twice or of another type make a token unacceptable", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  const [header = "", payload = ""] = partsOf(good).map((part) => Buffer.from(part, "base64url").toString())
  const claims: Record<string, Record<string, unknown>> = { "an unknown claim": { admin: true } }
  const subjects = [
    undefined,
    null,
    "",
    7,
    true,
    [],
    ["ben"],
    {},
    "*",
    "ben.ada",
    "ben ",
    "bén",
    "b".repeat(65),
  ]
  for (const sub of subjects) claims[`sub ${JSON.stringify(sub)?.slice(0, 20)}`] = { sub }
  for (const jti of [undefined, null, "", 7, [], "a b", "x".repeat(65)]) {
    claims[`jti ${JSON.stringify(jti)?.slice(0, 20)}`] = { jti }
  }
  for (const name of [null, 7, {}, ["Ben"], "B".repeat(101)]) claims[`name ${typeof name}`] = { name }
  const permissions = [
    ...[
      null,
      "",
      "*",
      7,
      [],
      ["team.red.chat"],
      { rooms: "team.red.chat" },
      { rooms: [7] },
      { rooms: [null] },
    ],
    ...[{ rooms: ["*"] }, { rooms: ["team.*.chat"] }, { rooms: [".*"] }, { rooms: ["team.red.chat/../x"] }],
    ...[{ rooms: ["team.**"] }, { publish: ["*"] }, { admin: ["x"] }, { rooms: [""] }, { rooms: [["a"]] }],
  ]
  for (const value of permissions) claims[`permissions ${JSON.stringify(value)}`] = { permissions: value }
  const forged = Object.entries(claims).map(([title, more]) => [title, forge(good, { claims: more })])
  await sendEverywhere(siege, request, {
    ...Object.fromEntries(forged),
    "__proto__ as a claim": signText(header, payload.replace("{", '{"__proto__":{"admin":true},')),
  })
})

test("a token without permissions, and one with none, opens no channel", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  for (const permissions of [undefined, {}, { rooms: [] }, { rooms: [], publish: [] }]) {
    const authorization = `Bearer ${forge(good, { claims: { permissions } })}`
    for (const [where, answer] of everywhere(request, { authorization })) {
      const title = `${JSON.stringify(permissions)}, ${where}`
      await siege.refused(title, answer, { status: 403, code: "FORBIDDEN_CHANNEL" })
    }
  }
})
