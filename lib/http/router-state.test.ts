import { afterEach, beforeEach, expect, test } from "vitest"
import { type GuardedWorld, requestOf, startGuarded } from "./guarded-world"

let world: GuardedWorld
beforeEach(async () => {
  world = await startGuarded()
})
afterEach(() => world.close())

/** What a browser sends of a page so deep. */
const treeOf = (depth: number): unknown =>
  depth === 1 ? ["__PAGE__", {}] : ["segment", { children: treeOf(depth - 1) }]

async function statusOf(state: string): Promise<string | undefined> {
  const headers = ["RSC: 1", `Next-Router-State-Tree: ${state}`, "Connection: close"]
  const answer = await world.say(requestOf("GET /docs", headers)).untilClosed()
  return /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
}

test("S-26 the state of a router passes as browsers send it", async () => {
  for (const state of [
    treeOf(1),
    treeOf(32),
    ["", { children: [["teamId", "red", "d", null], {}], modal: ["a", {}] }, null, "refetch", 16],
  ]) {
    expect(await statusOf(encodeURIComponent(JSON.stringify(state)))).toBe("200")
  }
  expect(world.handled).toHaveLength(3)
})

test("S-26 one that is too deep, too long or none is refused before Next reads it", async () => {
  for (const state of [
    JSON.stringify(treeOf(33)),
    JSON.stringify(["a".repeat(4_096), {}]),
    `${'["",{"":'.repeat(400)}["",{}]${"}]".repeat(400)}`,
    "[".repeat(4_000),
    ...["", "{}", "null", "%", "%ff", '["a"]', '["a",[]]', '["a",{"b":1}]', "[1,{}]"],
  ]) {
    expect(await statusOf(state), state.slice(0, 40)).toBe("400")
  }
  expect(world.handled).toEqual([])
})
