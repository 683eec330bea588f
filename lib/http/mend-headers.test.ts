import type { IncomingMessage } from "node:http"
import { expect, test } from "vitest"
import { mendHeaders } from "./mend-headers"

/** The name of a client as Next gets to see it. */
function cut(headers: IncomingMessage["headers"]): string | undefined {
  mendHeaders({ headers } as IncomingMessage)
  return headers["user-agent"]
}

test("S-26 the name of a client is cut where it is longer than a browser's", () => {
  expect(cut({ "user-agent": "-".repeat(15_000) })).toBe("-".repeat(512))
  expect(cut({ "user-agent": "x".repeat(512) })).toBe("x".repeat(512))
  expect(cut({})).toBeUndefined()
})
