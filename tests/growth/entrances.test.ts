/** Whoever adds a place where a request is read finds here that its reading has to be timed. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import "./settings"
import { productFiles } from "./read-patterns"
import { readersOfCommands } from "./readers/commands"
import { readersOfMessages } from "./readers/messages"
import { readersOfRequests } from "./readers/requests"

const root = fileURLToPath(new URL("../..", import.meta.url))
const readers = [...readersOfRequests, ...readersOfMessages, ...readersOfCommands]

/** How a header, a cookie, a query, a path or a body comes in. */
const READS =
  /\bheaders\.(?:get|has)\(|\bheaders\.authorization\b|\.get\("cookie"\)|\bcookies\.get\(|\bsearchParams\b|\bread(?:JsonBody|Text)\(|\bawait params\b|\brequest\.(?:json|text|formData)\(/

/** Parts of an address, and a header, that are compared with what there is, and read in no other way. */
const COMPARED = [
  "app/api/posts/[id]/comment/route.ts",
  "app/dashboard/[...missing]/page.tsx",
  "app/dashboard/document/[documentId]/page.tsx",
  "app/dashboard/posts/[postId]/page.tsx",
  "app/dashboard/team/[teamId]/page.tsx",
  "app/docs/[...slug]/page.tsx",
  "lib/sock8/server/expected-identity.ts",
]
/** Names in the query that are looked up in a table; where to go is `lib/auth/safe-path.ts`. */
const LOOKED_UP = ["app/sign-in/page.tsx"]
/** The app's own answers, read where the app or the gallery of attacks asks itself. */
const OWN_ANSWERS = [
  "components/sign-in/post-auth.ts",
  "components/sign-in/sign-in.ts",
  "lib/attacks/send-attack.ts",
  "lib/sock8/client/retry-after.ts",
  "lib/sock8/server/problem.ts",
]
/** Parts of tests, samples to show, and a function that is only called like one of these. */
const NOT_READING = [
  "lib/attacks/messages.ts",
  "lib/attacks/requests.ts",
  "lib/attacks/server.ts",
  "lib/attacks/tokens.ts",
  "lib/embedded-upstash/lua/host.ts",
  "lib/sock8/client/scripted-history.ts",
]

test("S-1 every file that reads a request is timed, or only compares what it reads", () => {
  const timed = new Set(readers.flatMap(({ files }) => files))
  const excused = new Set([...COMPARED, ...LOOKED_UP, ...OWN_ANSWERS, ...NOT_READING])
  const reading = productFiles(root).filter((file) => READS.test(readFileSync(join(root, file), "utf8")))
  expect(reading.length).toBeGreaterThan(20)
  const untimed = reading.filter((file) => !timed.has(file) && !excused.has(file))
  expect(untimed, "add a reader of it to tests/growth/readers/").toEqual([])
  expect([...excused].filter((file) => !reading.includes(file))).toEqual([])
})

test("S-1 the table names files that are there, and each reading once", () => {
  const product = productFiles(root)
  expect(readers.flatMap(({ files }) => files).filter((file) => !product.includes(file))).toEqual([])
  expect(new Set(readers.map(({ name }) => name)).size).toBe(readers.length)
})
