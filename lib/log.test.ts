import { expect, test } from "vitest"
import { createLogger } from "./log"
import { attemptLine, levelOf } from "./logging/attempt-line"
import type { Attempt, ConnectionEnd } from "./sock8/server/attempt"

const caller = { address: "198.51.100.1", userAgent: "curl/8", auth: "provided" } as const
const opened: Attempt = {
  ...{ attempt: "connect", allowed: true, why: "member of red", code: null, identity: "ben", ...caller },
  ...{ namespace: "team", channels: ["team.red.chat"], connection: "c-1" },
}
const ended: ConnectionEnd = {
  ...{ attempt: "end", identity: "ben", ...caller, namespace: "team", channels: ["team.red.chat"] },
  ...{ connection: "c-1", reason: "client left", durationMs: 1234.5678 },
}

/** What a logger of this level writes of a record. */
function linesOf(level: string, ...records: (Attempt | ConnectionEnd)[]): Record<string, unknown>[] {
  let text = ""
  const sink = {
    write(line: string) {
      text += line
    },
  }
  const logger = createLogger(level, sink)
  for (const record of records) logger[levelOf(record)](attemptLine(record))
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

test("M-34 an attempt is one line: namespace, connection, address, user agent, time, and whether a token came", () => {
  expect(linesOf("info", opened)).toEqual([
    {
      ...{
        level: "info",
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        event: "connect",
        allowed: true,
      },
      ...{
        namespace: "team",
        connection: "c-1",
        identity: "ben",
        address: "198.51.100.1",
        userAgent: "curl/8",
      },
      ...{ auth: "provided", code: null, rule: "member of red" },
    },
  ])
})

test("M-35 M-47 the end of a connection is one line: id, reason and duration", () => {
  expect(linesOf("info", ended)).toEqual([
    expect.objectContaining({ event: "end", connection: "c-1", reason: "client left", durationMs: 1235 }),
  ])
})

test("a refusal is everyday life, what the app could not do is an error", () => {
  const refused: Attempt = { ...opened, allowed: false, why: "Invalid token", code: "INVALID_TOKEN" }
  const failed: Attempt = { ...refused, why: "Not available just now", code: "UNAVAILABLE" }
  expect(linesOf("info", refused, failed).map(({ level }) => level)).toEqual(["info", "error"])
  expect(linesOf("warn", opened, refused, ended, failed).map(({ code }) => code)).toEqual(["UNAVAILABLE"])
})

test("nobody forges a line, and a line has an end", () => {
  const hostile = `curl\n{"level":"info","identity":"ada"}\r\n\u2028`
  const [line, ...others] = linesOf("info", { ...opened, userAgent: hostile, why: "x".repeat(5_000) })
  expect(others).toEqual([])
  expect(line).toMatchObject({ identity: "ben", userAgent: hostile })
  expect(JSON.stringify(line).length).toBeLessThan(1_000)
})

test("what a record may carry beside its fields, and what clients call channels, stays out", () => {
  const more = { ...opened, token: "s3cret", data: { text: "s3cret" }, channels: ["s3cret"] }
  expect(JSON.stringify(linesOf("info", more))).not.toContain("s3cret")
})
