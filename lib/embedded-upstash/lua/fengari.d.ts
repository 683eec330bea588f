/** The part of fengari, Lua 5.3 in JavaScript, that the interpreter uses. The package ships no types. */
declare module "fengari" {
  /** A Lua thread with its stack. Opaque: every function takes it first. */
  export interface LuaState {
    readonly l_G: object
  }
  export type LuaFunction = (L: LuaState) => number
  export type LuaHook = (L: LuaState, event: unknown) => void
  /** Where a function on the call stack stands, once `lua_getinfo` has filled it. */
  export interface LuaDebug {
    currentline: number
    short_src: Uint8Array
  }

  interface Lua {
    readonly LUA_OK: number
    readonly LUA_REGISTRYINDEX: number
    readonly LUA_MASKCOUNT: number
    readonly LUA_TNIL: number
    readonly LUA_TBOOLEAN: number
    readonly LUA_TLIGHTUSERDATA: number
    readonly LUA_TNUMBER: number
    readonly LUA_TSTRING: number
    readonly LUA_TTABLE: number
    readonly lua_Debug: new () => LuaDebug
    lua_atnativeerror(L: LuaState, handler: LuaFunction): void
    lua_checkstack(L: LuaState, slots: number): boolean
    lua_createtable(L: LuaState, elements: number, fields: number): void
    lua_error(L: LuaState): never
    lua_getinfo(L: LuaState, what: Uint8Array, info: LuaDebug): number
    lua_getstack(L: LuaState, level: number, info: LuaDebug): number
    lua_gettop(L: LuaState): number
    lua_next(L: LuaState, index: number): number
    lua_pcall(L: LuaState, args: number, results: number, handler: number): number
    lua_pop(L: LuaState, count: number): void
    lua_pushboolean(L: LuaState, value: boolean): void
    lua_pushcfunction(L: LuaState, run: LuaFunction): void
    lua_pushlightuserdata(L: LuaState, value: unknown): void
    lua_pushlstring(L: LuaState, value: Uint8Array, length: number): void
    lua_pushnil(L: LuaState): void
    lua_pushnumber(L: LuaState, value: number): void
    lua_pushvalue(L: LuaState, index: number): void
    lua_rawget(L: LuaState, index: number): number
    lua_rawgeti(L: LuaState, index: number, key: number): number
    lua_rawset(L: LuaState, index: number): void
    lua_rawseti(L: LuaState, index: number, key: number): void
    lua_sethook(L: LuaState, hook: LuaHook | null, mask: number, count: number): void
    lua_settop(L: LuaState, index: number): void
    lua_setupvalue(L: LuaState, index: number, upvalue: number): Uint8Array | null
    lua_toboolean(L: LuaState, index: number): boolean
    lua_tonumber(L: LuaState, index: number): number
    lua_tostring(L: LuaState, index: number): Uint8Array
    lua_touserdata(L: LuaState, index: number): unknown
    lua_type(L: LuaState, index: number): number
    lua_typename(L: LuaState, type: number): Uint8Array
  }

  interface LuaAuxiliary {
    luaL_error(L: LuaState, format: Uint8Array, ...values: unknown[]): never
    luaL_loadbufferx(
      L: LuaState,
      source: Uint8Array,
      size: number,
      name: Uint8Array,
      mode: Uint8Array,
    ): number
    luaL_newstate(): LuaState
    luaL_ref(L: LuaState, table: number): number
    luaL_requiref(L: LuaState, name: Uint8Array, open: LuaFunction, global: number): void
    luaL_tolstring(L: LuaState, index: number): Uint8Array
    luaL_unref(L: LuaState, table: number, reference: number): void
  }

  interface LuaLibraries {
    readonly luaopen_base: LuaFunction
    readonly luaopen_math: LuaFunction
    readonly luaopen_string: LuaFunction
    readonly luaopen_table: LuaFunction
  }

  export interface Fengari {
    readonly lua: Lua
    readonly lauxlib: LuaAuxiliary
    readonly lualib: LuaLibraries
    to_luastring(text: string): Uint8Array
  }

  const fengari: Fengari
  export default fengari
}

declare module "fengari/src/fengaricore.js"

declare module "fengari/src/luaconf.js" {
  const configuration: {
    LUA_COMPAT_FLOATSTRING: boolean
    LUAI_MAXSTACK: number
    lua_number2str(value: number): string
  }
  export default configuration
}
