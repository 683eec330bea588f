import type { Fengari, LuaState } from "fengari"
import { type Bytes, toBytes, toText } from "../bytes"
import { formatNumber } from "./number"
import type { LuaValues } from "./values"

/** What `cjson.null` is: a value of its own, since `nil` would vanish from a table. */
const jsonNull = Object.freeze({ name: "cjson.null" })

const deepestValue = 1000

/** Why a value cannot be turned into JSON or back, in the words of cjson. */
export class JsonError extends Error {
  override name = "JsonError"
}

/** Lua's `cjson`: JSON from and to values on the Lua stack. */
export class LuaJson {
  readonly #fengari: Fengari
  readonly #values: LuaValues

  constructor(fengari: Fengari, values: LuaValues) {
    this.#fengari = fengari
    this.#values = values
  }

  pushNull(L: LuaState): void {
    this.#fengari.lua.lua_pushlightuserdata(L, jsonNull)
  }

  /** The value at `index`, which counts from the bottom of the stack. */
  encode(L: LuaState, index: number, depth = 0): Bytes {
    const { lua } = this.#fengari
    if (depth > deepestValue) throw new JsonError("Cannot serialise, excessively nested table")
    const type = lua.lua_type(L, index)
    switch (type) {
      case lua.LUA_TNIL:
        return "null"
      case lua.LUA_TBOOLEAN:
        return String(lua.lua_toboolean(L, index))
      case lua.LUA_TNUMBER:
        return encodeNumber(lua.lua_tonumber(L, index))
      case lua.LUA_TSTRING:
        return encodeString(this.#values.toBytes(L, index))
      case lua.LUA_TTABLE:
        return this.#encodeTable(L, index, depth)
    }
    if (type === lua.LUA_TLIGHTUSERDATA && lua.lua_touserdata(L, index) === jsonNull) return "null"
    throw new JsonError(`Cannot serialise ${toText(this.#typeName(L, type))}: type not supported`)
  }

  /** Pushes what a JSON text says. */
  decode(L: LuaState, json: Bytes): void {
    this.#push(L, parseJson(json), 0)
  }

  #typeName(L: LuaState, type: number): Bytes {
    return Buffer.from(this.#fengari.lua.lua_typename(L, type)).toString("latin1")
  }

  /** An array if all keys are positive whole numbers, else an object, as an empty table always is. */
  #encodeTable(L: LuaState, index: number, depth: number): Bytes {
    const elements = new Map<number, Bytes>()
    const fields: Bytes[] = []
    this.#forEachPair(L, index, (key, value) => {
      const json = this.encode(L, value, depth + 1)
      const { position, name } = this.#readKey(L, key)
      if (position !== undefined) elements.set(position, json)
      fields.push(`${encodeString(name)}:${json}`)
    })
    const isArray = elements.size > 0 && elements.size === fields.length
    return isArray ? encodeArray(elements) : `{${fields.join(",")}}`
  }

  #readKey(L: LuaState, index: number): { position: number | undefined; name: Bytes } {
    const { lua } = this.#fengari
    const type = lua.lua_type(L, index)
    if (type === lua.LUA_TSTRING) return { position: undefined, name: this.#values.toBytes(L, index) }
    if (type !== lua.LUA_TNUMBER)
      throw new JsonError("Cannot serialise table: table key must be a number or string")
    const number = lua.lua_tonumber(L, index)
    return {
      position: Number.isInteger(number) && number > 0 ? number : undefined,
      name: formatNumber(number),
    }
  }

  #forEachPair(L: LuaState, index: number, visit: (key: number, value: number) => void): void {
    const { lua } = this.#fengari
    lua.lua_checkstack(L, 4)
    lua.lua_pushnil(L)
    while (lua.lua_next(L, index) !== 0) {
      const value = lua.lua_gettop(L)
      visit(value - 1, value)
      lua.lua_pop(L, 1)
    }
  }

  #push(L: LuaState, value: unknown, depth: number): void {
    const { lua } = this.#fengari
    if (depth > deepestValue) throw new JsonError("Found too many nested data structures")
    lua.lua_checkstack(L, 4)
    if (typeof value === "string") this.#values.pushString(L, toBytes(value))
    else if (typeof value === "number") lua.lua_pushnumber(L, value)
    else if (typeof value === "boolean") lua.lua_pushboolean(L, value)
    else if (Array.isArray(value)) this.#pushArray(L, value, depth)
    else if (typeof value === "object" && value !== null) this.#pushObject(L, value, depth)
    else this.pushNull(L)
  }

  #pushArray(L: LuaState, elements: readonly unknown[], depth: number): void {
    const { lua } = this.#fengari
    lua.lua_createtable(L, elements.length, 0)
    elements.forEach((element, index) => {
      this.#push(L, element, depth + 1)
      lua.lua_rawseti(L, -2, index + 1)
    })
  }

  #pushObject(L: LuaState, object: object, depth: number): void {
    this.#fengari.lua.lua_createtable(L, 0, 4)
    for (const [name, value] of Object.entries(object)) {
      this.#values.setField(L, toBytes(name), () => this.#push(L, value, depth + 1))
    }
  }
}

/** Holes become null. An array that is mostly holes is refused, as cjson does by default. */
function encodeArray(elements: Map<number, Bytes>): Bytes {
  const length = Math.max(...elements.keys())
  if (length > 10 && length > elements.size * 2) {
    throw new JsonError("Cannot serialise table: excessively sparse array")
  }
  const all = Array.from({ length }, (_, index) => elements.get(index + 1) ?? "null")
  return `[${all.join(",")}]`
}

function encodeNumber(value: number): Bytes {
  if (!Number.isFinite(value)) throw new JsonError("Cannot serialise number: must not be NaN or Inf")
  return formatNumber(value)
}

/** JSON.stringify escapes the same characters, except for these two. */
function encodeString(bytes: Bytes): Bytes {
  return JSON.stringify(bytes).replaceAll("/", "\\/").replaceAll("\u007f", "\\u007f")
}

/** Tells where JSON goes wrong only for an empty text and a wrong first character, the common cases. */
function parseJson(json: Bytes): unknown {
  try {
    return JSON.parse(toText(json))
  } catch {
    const found = json.trim() === "" ? "T_END" : "invalid token"
    throw new JsonError(`Expected value but found ${found} at character 1`)
  }
}
