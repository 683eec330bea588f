import type { Fengari, LuaState } from "fengari"
import { type Bytes, fromBuffer, toBuffer } from "../bytes"
import { formatFloat } from "../format-float"
import { RedisError, type Reply, Status } from "../reply"

const deepestReply = 200

/** Moves values between Redis replies and the Lua stack, by the rules in Redis' documentation of EVAL. */
export class LuaValues {
  readonly #lua: Fengari["lua"]

  constructor({ lua }: Fengari) {
    this.#lua = lua
  }

  pushString(L: LuaState, bytes: Bytes): void {
    const buffer = new Uint8Array(toBuffer(bytes))
    this.#lua.lua_pushlstring(L, buffer, buffer.length)
  }

  /** Pushes a table that is an array of strings, as KEYS and ARGV are. */
  pushStrings(L: LuaState, strings: readonly Bytes[]): void {
    this.pushReply(L, strings)
  }

  /** Sets a field of the table on top of the stack to the value that `push` pushes. */
  setField(L: LuaState, name: string, push: () => void): void {
    this.pushString(L, name)
    push()
    this.#lua.lua_rawset(L, -3)
  }

  /** A missing value is `false` in Lua, since a table cannot hold `nil`. */
  pushReply(L: LuaState, reply: Reply): void {
    const lua = this.#lua
    lua.lua_checkstack(L, 4)
    if (reply === null) lua.lua_pushboolean(L, false)
    else if (typeof reply === "number") lua.lua_pushnumber(L, reply)
    else if (typeof reply === "string") this.pushString(L, reply)
    else if (reply instanceof Status) this.#pushTagged(L, "ok", reply.text)
    else if (reply instanceof RedisError) this.#pushTagged(L, "err", reply.message)
    else this.#pushArray(L, reply)
  }

  /** What a script returns. A fraction is cut off, and an array ends at its first `nil`. */
  toReply(L: LuaState, index: number, depth = 0): Reply {
    const lua = this.#lua
    if (depth > deepestReply) return new RedisError("ERR reached lua stack limit")
    switch (lua.lua_type(L, index)) {
      case lua.LUA_TNUMBER:
        return toInteger(lua.lua_tonumber(L, index))
      case lua.LUA_TSTRING:
        return this.toBytes(L, index)
      case lua.LUA_TBOOLEAN:
        return lua.lua_toboolean(L, index) ? 1 : null
      case lua.LUA_TTABLE:
        return this.#tableToReply(L, index, depth)
      default:
        return null
    }
  }

  /** An argument of redis.call, or `undefined` if it is neither a string nor a number. */
  toArgument(L: LuaState, index: number): Bytes | undefined {
    const lua = this.#lua
    const type = lua.lua_type(L, index)
    if (type === lua.LUA_TSTRING) return this.toBytes(L, index)
    return type === lua.LUA_TNUMBER ? formatArgument(lua.lua_tonumber(L, index)) : undefined
  }

  /** The string at an index that is known to hold one. */
  toBytes(L: LuaState, index: number): Bytes {
    return fromBuffer(this.#lua.lua_tostring(L, index))
  }

  /** A field of the table at `index`, if it is a string. */
  getStringField(L: LuaState, index: number, name: string): Bytes | undefined {
    const lua = this.#lua
    lua.lua_pushvalue(L, index)
    this.pushString(L, name)
    lua.lua_rawget(L, -2)
    const value = lua.lua_type(L, -1) === lua.LUA_TSTRING ? this.toBytes(L, -1) : undefined
    lua.lua_pop(L, 2)
    return value
  }

  #pushTagged(L: LuaState, tag: "ok" | "err", text: Bytes): void {
    this.#lua.lua_createtable(L, 0, 1)
    this.setField(L, tag, () => this.pushString(L, text))
  }

  #pushArray(L: LuaState, elements: readonly Reply[]): void {
    this.#lua.lua_createtable(L, elements.length, 0)
    elements.forEach((element, index) => {
      this.pushReply(L, element)
      this.#lua.lua_rawseti(L, -2, index + 1)
    })
  }

  #tableToReply(L: LuaState, index: number, depth: number): Reply {
    const error = this.getStringField(L, index, "err")
    if (error !== undefined) return new RedisError(onOneLine(error))
    const status = this.getStringField(L, index, "ok")
    if (status !== undefined) return new Status(onOneLine(status))
    return this.#arrayToReply(L, index, depth)
  }

  #arrayToReply(L: LuaState, index: number, depth: number): Reply {
    const lua = this.#lua
    const elements: Reply[] = []
    lua.lua_checkstack(L, 4)
    lua.lua_pushvalue(L, index)
    for (let position = 1; ; position += 1) {
      const isEnd = lua.lua_rawgeti(L, -1, position) === lua.LUA_TNIL
      if (!isEnd) elements.push(this.toReply(L, -1, depth + 1))
      lua.lua_pop(L, 1)
      if (isEnd) break
    }
    lua.lua_pop(L, 1)
    return elements
  }
}

/** What C makes of a double that does not fit into 64 bits. */
function toInteger(value: number): number {
  return Math.abs(value) < 2 ** 63 ? Math.trunc(value) + 0 : -(2 ** 63)
}

function formatArgument(value: number): Bytes {
  return Number.isInteger(value) && Math.abs(value) < 1e17 ? BigInt(value).toString() : formatFloat(value)
}

/** A simple string or an error ends at the first line break on the wire. */
function onOneLine(text: Bytes): Bytes {
  return text.replace(/[\r\n]/g, " ")
}
