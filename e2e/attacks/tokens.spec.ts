/** Tokens that are missing, or that somebody without the key has made. */
import { generateKeyPairSync, randomBytes, sign as signWith } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { everywhere, sendEverywhere } from "./everywhere"
import { forge, ownSecret, partsOf, signText } from "./forge"
import { expect, test } from "./siege"

test("K-15 M-7 no token at all opens nothing, at any endpoint", async ({ siege, request }) => {
  for (const [where, answer] of everywhere(request, {})) {
    await siege.refused(where, answer, { status: 401, code: "AUTH_REQUIRED" })
  }
})

test("a token without a signature, under any spelling of none, is nobody's", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  const forged: Record<string, string> = {}
  for (const alg of [
    "none",
    "None",
    "NONE",
    "nOnE",
    "none ",
    "",
    " ",
    null,
    0,
    false,
    [],
    ["HS256", "none"],
  ]) {
    const [header, payload, signature] = partsOf(forge(good, { header: { alg } }))
    forged[`alg ${JSON.stringify(alg)}, no signature`] = `${header}.${payload}.`
    forged[`alg ${JSON.stringify(alg)}, signed all the same`] = `${header}.${payload}.${signature}`
  }
  const [header, payload] = partsOf(forge(good, { header: { alg: undefined } }))
  forged["no alg at all"] = `${header}.${payload}.`
  await sendEverywhere(siege, request, forged)
})

test("a token under another algorithm is nobody's, even with the right key", async ({
  siege,
  request,
  members,
}) => {
  const good = await (await members.member("ben")).token()
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const [header, payload] = partsOf(forge(good, { header: { alg: "RS256" } }))
  const rsa = signWith("sha256", Buffer.from(`${header}.${payload}`), privateKey).toString("base64url")
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString()
  await sendEverywhere(siege, request, {
    HS384: forge(good, { header: { alg: "HS384" }, hash: "sha384" }),
    HS512: forge(good, { header: { alg: "HS512" }, hash: "sha512" }),
    "HS256 in small letters": forge(good, { header: { alg: "hs256" } }),
    "RS256 by a key of one's own": `${header}.${payload}.${rsa}`,
    "HS256 keyed with a public key": forge(good, { secret: pem }),
    "ES256, with a hash for a signature": forge(good, { header: { alg: "ES256" } }),
    EdDSA: forge(good, { header: { alg: "EdDSA" } }),
    "an encrypted token's header": forge(good, { header: { alg: "dir", enc: "A256GCM" } }),
  })
})

test("a broken or foreign signature is refused, whatever the claims say", async ({
  siege,
  request,
  members,
}) => {
  const [ben, ada] = [await members.member("ben"), await members.member("ada")]
  const good = await ben.token()
  const [header, payload, signature] = partsOf(good)
  const [, adasPayload, adasSignature] = partsOf(await ada.token())
  const middle = signature.length >> 1
  const flipped = `${signature.slice(0, middle)}${signature[middle] === "A" ? "B" : "A"}${signature.slice(middle + 1)}`
  await sendEverywhere(siege, request, {
    "Ada's claims under Ben's signature": `${header}.${adasPayload}.${signature}`,
    "Ben's claims under Ada's signature": `${header}.${payload}.${adasSignature}`,
    "one letter of the signature": `${header}.${payload}.${flipped}`,
    "half a signature": `${header}.${payload}.${signature.slice(0, middle)}`,
    "a signature and more": `${header}.${payload}.${signature}AAAA`,
    "no signature": `${header}.${payload}.`,
    "two parts": `${header}.${payload}`,
    "four parts": `${good}.${signature}`,
    "five parts": `${header}..${payload}.${signature}.${signature}`,
    "nothing but dots": "..",
    "one word": "token",
    "padded parts": `${header}==.${payload}.${signature}`,
    "a key of one's own": forge(good, { secret: randomBytes(48).toString("base64url") }),
    "an empty key": forge(good, { secret: "" }),
    "the word secret": forge(good, { secret: "secret" }),
    "the key of the sessions": forge(good, { secret: process.env.E2E_NEXTAUTH_SECRET ?? "" }),
    "the key in capital letters": forge(good, { secret: ownSecret().toUpperCase() }),
    "parts that are no JSON": signText("header", "payload"),
    "parts that are JSON and no objects": signText("[]", '"payload"'),
    "claims that are null": signText(Buffer.from(header, "base64url").toString(), "null"),
  })
})

test("orders in a token's header are not followed: no key is fetched and none is taken from the token", async ({
  siege,
  request,
  members,
}) => {
  const fetched: string[] = []
  const listener = createServer(({ url = "" }, answer) => {
    fetched.push(url)
    answer.end('{"keys":[]}')
  })
  await new Promise<void>((ready) => listener.listen(0, "127.0.0.1", ready))
  const home = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
  const good = await (await members.member("ben")).token()
  const own = Buffer.from(ownSecret()).toString("base64url")
  const headers: Record<string, Record<string, unknown>> = {
    jku: { jku: `${home}/jwks.json` },
    x5u: { x5u: `${home}/chain.pem` },
    "jwk with the right key": { jwk: { kty: "oct", k: own } },
    x5c: { x5c: ["AAAA"] },
    "crit b64": { crit: ["b64"], b64: false },
    "b64 alone": { b64: true },
    "crit of something unknown": { crit: ["exp"], exp: 1 },
    "an empty crit": { crit: [] },
    zip: { zip: "DEF" },
    cty: { cty: "JWT" },
    "a member of one's own": { admin: true },
  }
  const kids = ["", "0", "../../../../dev/null", "' OR 1=1 --", "__proto__", "x".repeat(500), `${home}/key`]
  for (const kid of kids) headers[`kid ${kid.slice(0, 24)}`] = { kid }
  for (const kid of [undefined, null, 0, [], {}, true]) headers[`kid ${JSON.stringify(kid)}`] = { kid }
  const forged = Object.entries(headers).map(([title, header]) => [title, forge(good, { header })])
  await sendEverywhere(siege, request, Object.fromEntries(forged))
  await new Promise((closed) => listener.close(closed))
  expect(fetched, "what the app asked for").toEqual([])
})
