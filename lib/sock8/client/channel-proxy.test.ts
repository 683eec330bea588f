import { expect, test } from "vitest"
import { addressOf, keyOf, resolveName } from "./channel-proxy"
import { channels } from "./test-channels"

/** A ref of any path, as the proxy would give it. */
const refTo = (words: readonly string[], params: Record<string, string>) => ({ words, params, key: "" })

test("K-24 the browser's tree knows no list: it answers to any word", () => {
  expect(addressOf(Reflect.get(channels.team, "whatever"))).toMatchObject({ words: ["team", "whatever"] })
  expect(addressOf(channels.team.chat.for({ teamId: "red" }))).toMatchObject({
    words: ["team", "chat"],
    params: { teamId: "red" },
  })
})

test("K-23 the browser's tree cannot emit, also where no compiler looks", () => {
  expect(typeof Reflect.get(channels.admin.logs, "emit")).not.toBe("function")
})

test("a ref can be awaited, printed and serialised without surprise", async () => {
  expect(await channels.admin.logs).toBe(channels.admin.logs)
  expect(String(channels.admin.logs)).toBe("[object Object]")
  expect(JSON.stringify(channels.admin.logs)).toBe("{}")
})

test("equal refs have equal keys, whatever the order of their parameters", () => {
  const key = (params: Record<string, string>) => keyOf(channels.team.chat.for({ teamId: "red", ...params }))
  expect(key({ a: "1", b: "2" })).toBe(key({ b: "2", a: "1" }))
  expect(key({ a: "1", b: "2" })).not.toBe(key({ a: "2", b: "1" }))
  expect(keyOf(channels.admin.logs)).not.toBe(keyOf(channels.team.chat.for({ teamId: "red" })))
})

test("a ref without parameters is its words, granted or not", () => {
  expect(resolveName(refTo(["admin", "logs"], {}), [])).toBe("admin.logs")
})

test("a ref with parameters has a name only among the grants", () => {
  const ref = refTo(["team", "chat"], { teamId: "red" })
  expect(resolveName(ref, [{ name: "team.blue.chat" }, { name: "team.red.chat" }])).toBe("team.red.chat")
  expect(resolveName(ref, [{ name: "team.blue.chat" }])).toBeUndefined()
  expect(resolveName(ref, [{ name: "team.red.chat.more" }, { name: "team.red" }])).toBeUndefined()
  expect(resolveName(ref, [{ name: "team.red2.chat" }])).toBeUndefined()
})

test("a level takes the one parameter that is left", () => {
  const ref = refTo(["document"], { documentId: "d1" })
  expect(resolveName(ref, [{ name: "document.*" }])).toBe("document.d1")
  expect(resolveName(refTo(["document"], {}), [])).toBe("document")
  expect(
    resolveName(refTo(["document", "edits"], { documentId: "d1" }), [{ name: "document.*" }]),
  ).toBeUndefined()
  expect(resolveName(refTo(["a"], { x: "1", y: "2" }), [{ name: "a.*" }])).toBeUndefined()
})

test.each(["d1.edits", "*", "", "ü", "a b"])(
  "a level takes no value that cannot be an id: %j",
  (documentId) => {
    const ref = refTo(["document"], { documentId })
    expect(resolveName(ref, [{ name: "document.*" }])).toBeUndefined()
    expect(resolveName(ref, [{ name: "document.*", path: "document.{documentId}" }])).toBeUndefined()
  },
)

test("a parameter may be spelled like a word of the path", () => {
  const ref = refTo(["team", "chat"], { teamId: "chat" })
  expect(resolveName(ref, [{ name: "team.chat.chat" }])).toBe("team.chat.chat")
})

test("with its path, a name is exact: two parameters are not taken for each other", () => {
  const ref = refTo(["pair"], { right: "2", left: "1" })
  const path = "pair.{left}.{right}"
  expect(resolveName(ref, [{ name: "pair.2.1", path }])).toBeUndefined()
  expect(
    resolveName(ref, [
      { name: "pair.2.1", path },
      { name: "pair.1.2", path },
    ]),
  ).toBe("pair.1.2")
  expect(resolveName(ref, [{ name: "pair.1.*", path }])).toBe("pair.1.2")
})
