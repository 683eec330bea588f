import { expect, test } from "vitest"
import { scriptHash } from "../lua/source"
import { RedisError } from "../reply"
import { ScriptAliases } from "./script-aliases"

const source = "#!lua flags=allow-key-locking\nreturn 1"
const stripped = "\nreturn 1"

test("a script for Upstash goes to Redis without its first line, and its hash is exchanged from then on", () => {
  const aliases = new ScriptAliases()
  expect(aliases.translate(["EVALSHA", scriptHash(source), "0"])).toEqual([
    "EVALSHA",
    scriptHash(source),
    "0",
  ])
  expect(aliases.translate(["EVAL", source, "0"])).toEqual(["EVAL", stripped, "0"])
  expect(aliases.translate(["EVALSHA", scriptHash(source), "0"])).toEqual([
    "EVALSHA",
    scriptHash(stripped),
    "0",
  ])
  expect(aliases.translate(["script", "exists", scriptHash(source)])).toEqual([
    "script",
    "exists",
    scriptHash(stripped),
  ])
})

test("loading answers the hash of what the client sent", () => {
  const aliases = new ScriptAliases()
  expect(aliases.translate(["SCRIPT", "LOAD", source])).toEqual(["SCRIPT", "LOAD", stripped])
  expect(aliases.translateReply(["SCRIPT", "LOAD", source], scriptHash(stripped))).toBe(scriptHash(source))
})

test("errors name the hash that the client knows", () => {
  const aliases = new ScriptAliases()
  aliases.translate(["EVAL", source, "0"])
  const error = new RedisError(`ERR no script: ${scriptHash(stripped)}, on @user_script:2.`)
  const translated = new RedisError(`ERR no script: ${scriptHash(source)}, on @user_script:2.`)
  expect(aliases.translateReply(["EVAL", source, "0"], error)).toEqual(translated)
})

test("other scripts and commands stay as they are", () => {
  const aliases = new ScriptAliases()
  for (const command of [["EVAL", "return 1", "0"], ["GET", source], ["PING"]] as const) {
    expect(aliases.translate(command)).toEqual(command)
  }
})
