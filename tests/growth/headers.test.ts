/** What a stranger's headers cost before anything about the stranger is known. */
import { expect, test } from "vitest"
import { describeRequest } from "@/lib/sock8/server/client-address"
import { judgeGrowth, type Shape } from "./judge-growth"

const cookieShapes: Record<string, Shape> = {
  "spaces, then session again and again": (size) => `a;${" ".repeat(size / 2)}${"session".repeat(size / 14)}`,
  "session again and again": (size) => "session".repeat(size / 7),
  "cookies without a name": (size) => ";".repeat(size),
  "cookies without a value": (size) => "session; ".repeat(size / 9),
  "equals signs": (size) => "=".repeat(size),
}

test.each(Object.entries(cookieShapes))("S-1 cookies are read in linear time: %s", async (_, shape) => {
  const { verdict, steps } = await judgeGrowth(
    (cookie) => describeRequest(new Request("http://app.example/", { headers: { cookie } }), 0),
    shape,
  )
  expect(verdict, JSON.stringify(steps)).not.toBe("steep")
})
