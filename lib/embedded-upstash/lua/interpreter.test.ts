import { beforeEach, describe, expect, test } from "vitest"
import { RedisError, type Reply } from "../reply"
import { Interpreter } from "./interpreter"
import { loadFengari } from "./load-fengari"
import { scriptHash } from "./source"

let interpreter: Interpreter

beforeEach(async () => {
  interpreter = new Interpreter(await loadFengari(), { maxInstructions: 200_000 })
})

function run(source: string, call: () => Reply = () => null): Reply {
  return interpreter.run({ sha: scriptHash(source), source, keys: [], args: [], call })
}

function errorOf(source: string): string {
  const reply = run(source)
  return reply instanceof RedisError ? reply.message : `no error but ${JSON.stringify(reply)}`
}

describe("a script cannot take the server with it", () => {
  test.each([
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "local function f() return f() end return f()",
    "repeat xpcall(function() while true do end end, function() end) until false",
    "for i = 1, 1e9 do end",
  ])("%s is stopped", (source) => {
    expect(errorOf(source)).toContain("script stopped after 200000 instructions")
    expect(run("return 1")).toBe(1)
  })

  test("endless recursion is an error of the script", async () => {
    interpreter = new Interpreter(await loadFengari())
    expect(errorOf("local function f() return 1 + f() end return f()")).toContain("stack overflow")
    expect(
      errorOf("local t = setmetatable({}, {__index = function(t, k) return t[k] end}) return t.x"),
    ).toMatch(/overflow|call stack/i)
    expect(run("return 1")).toBe(1)
  })

  test("a string cannot be repeated without bound", () => {
    expect(errorOf("return #('x'):rep(1e9)")).toContain("resulting string too large")
  })

  test("a table that contains itself has no reply", () => {
    const reply = run("local t = {} t[1] = t return t")
    expect(JSON.stringify(reply)).toContain("RedisError")
    expect(errorOf("local t = {} t[1] = t return cjson.encode(t)")).toContain("excessively nested")
  })

  test.each(["io", "os", "require", "load", "loadstring", "dofile", "debug", "package", "coroutine"])(
    "there is no %s",
    (name) => {
      expect(errorOf(`return ${name}`)).toContain(`nonexistent global variable '${name}'`)
    },
  )

  test.each([
    "redis.call = nil",
    "tostring = nil",
    "KEYS = {}",
    "_G.x = 1",
    "rawset(_G, 'x', 1)",
    "rawset(string, 'upper', nil)",
    "getmetatable('').__index = nil",
    "setmetatable(_G, nil)",
  ])("%s changes nothing for the next script", (source) => {
    expect(run(source)).toBeInstanceOf(RedisError)
    expect(run("return {tostring(1), ('a'):upper(), type(KEYS), type(redis.call)}")).toEqual([
      "1",
      "A",
      "table",
      "function",
    ])
  })
})

test("numbers are doubles, also beyond 32 bits", () => {
  expect(run("local ms = tonumber('1732147200000') return ms * 1000 .. ''")).toBe("1.7321472e+15")
  expect(run("return 2147483647 + 1")).toBe(2147483648)
  expect(run("return math.floor(1e6) * math.floor(1e6)")).toBe(1e12)
  expect(run("return tostring(10 / 2)")).toBe("5")
})

test("a reply of redis.call is the same in Lua and back", () => {
  const reply: Reply = [1, "text", null, ["nested", -5]]
  expect(run("return redis.call('X')", () => reply)).toEqual(reply)
})

test("an error tells the line on which the command was called", () => {
  const source = "local x = 1\n\nreturn redis.call('X')"
  const reply = run(source, () => new RedisError("ERR no"))
  expect(reply).toEqual(new RedisError(`ERR no script: ${scriptHash(source)}, on @user_script:3.`))
})

test("a script that is not Lua is refused when it is loaded", () => {
  expect(interpreter.compile(scriptHash("return {"), "return {")?.message).toContain(
    "ERR Error compiling script",
  )
})
