import type { Fengari, LuaFunction, LuaState } from "fengari"
import type { Command } from "../backend"
import type { Bytes } from "../bytes"
import { RedisError, type Reply, Status } from "../reply"
import { JsonError, type LuaJson } from "./json"
import { scriptHash } from "./source"
import type { LuaValues } from "./values"

/** What the functions of the tables `redis` and `cjson` need. */
export interface HostOptions {
  fengari: Fengari
  values: LuaValues
  json: LuaJson
  call(command: Command): Reply
}

/** The two tables that connect a script with the server. */
export function createHost({ fengari, values, json, call }: HostOptions): { push(L: LuaState): void } {
  const { lua } = fengari

  const answer = (L: LuaState, reply: Reply) => {
    values.pushReply(L, reply)
    return 1
  }

  const redisFunctions: Record<string, LuaFunction> = {
    // lua_error leaves by an exception of the interpreter, so nothing may catch around it.
    call: (L) => {
      const reply = runCommand(L)
      answer(L, reply)
      return reply instanceof RedisError ? lua.lua_error(L) : 1
    },
    pcall: (L) => answer(L, runCommand(L)),
    error_reply: (L) =>
      answer(
        L,
        readText(L, (text) => new RedisError(text.replace(/^-/, ""))),
      ),
    status_reply: (L) =>
      answer(
        L,
        readText(L, (text) => new Status(text)),
      ),
    sha1hex: (L) => {
      const text = lua.lua_gettop(L) === 1 ? values.toArgument(L, 1) : undefined
      if (text !== undefined) return answer(L, scriptHash(text))
      answer(L, new RedisError("ERR wrong number of arguments"))
      return lua.lua_error(L)
    },
    log: () => 0,
    setresp: () => 0,
    replicate_commands: (L) => answer(L, 1),
  }

  function runCommand(L: LuaState): Reply {
    const count = lua.lua_gettop(L)
    if (count === 0) return new RedisError("ERR Please specify at least one argument for this redis lib call")
    const words: Bytes[] = []
    for (let index = 1; index <= count; index += 1) {
      const word = values.toArgument(L, index)
      if (word === undefined) {
        return new RedisError("ERR Lua redis lib command arguments must be strings or integers")
      }
      words.push(word)
    }
    const [name = "", ...args] = words
    return call([name, ...args])
  }

  function readText(L: LuaState, wrap: (text: Bytes) => Reply): Reply {
    const isOneString = lua.lua_gettop(L) === 1 && lua.lua_type(L, 1) === lua.LUA_TSTRING
    return isOneString ? wrap(values.toBytes(L, 1)) : new RedisError("ERR wrong number or type of arguments")
  }

  /** Runs a step of cjson whose refusal is an error of the script. */
  function orRaise(L: LuaState, step: () => void): number {
    try {
      step()
      return 1
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      values.pushString(L, error.message)
    }
    return fengari.lauxlib.luaL_error(L, fengari.to_luastring("%s"), lua.lua_tostring(L, -1))
  }

  const jsonFunctions: Record<string, LuaFunction> = {
    encode: (L) => orRaise(L, () => values.pushString(L, json.encode(L, 1))),
    decode: (L) => orRaise(L, () => json.decode(L, values.toArgument(L, 1) ?? "")),
  }

  function pushTable(L: LuaState, functions: Record<string, LuaFunction>): void {
    lua.lua_createtable(L, 0, 12)
    for (const [name, run] of Object.entries(functions)) {
      values.setField(L, name, () => lua.lua_pushcfunction(L, run))
    }
  }

  return {
    push(L) {
      pushTable(L, redisFunctions)
      for (const [level, name] of ["LOG_DEBUG", "LOG_VERBOSE", "LOG_NOTICE", "LOG_WARNING"].entries()) {
        values.setField(L, name, () => lua.lua_pushnumber(L, level))
      }
      pushTable(L, jsonFunctions)
      values.setField(L, "null", () => json.pushNull(L))
    },
  }
}
