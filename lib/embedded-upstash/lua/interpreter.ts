import type { Fengari, LuaDebug, LuaState } from "fengari"
import type { Command } from "../backend"
import { type Bytes, fromBuffer, toBuffer } from "../bytes"
import { RedisError, type Reply } from "../reply"
import { createHost } from "./host"
import { LuaJson } from "./json"
import { prelude } from "./prelude"
import { withFloatLiterals, withoutShebang } from "./source"
import { LuaValues } from "./values"

/** One run of a script. */
export interface ScriptRun {
  sha: string
  source: Bytes
  keys: readonly Bytes[]
  args: readonly Bytes[]
  /** What redis.call does. An error is a reply here, not an exception. */
  call(command: Command): Reply
}

/** About a second. Redis has no limit; after five seconds it lets other clients kill a script. */
const defaultMaxInstructions = 10_000_000
const instructionsPerCheck = 10_000

/** What error messages call a script. To Lua, a name behind an @ is to be shown as it is. */
const scriptName = "user_script"

/** Runs the scripts of EVAL, one at a time, each to its end. */
export class Interpreter {
  readonly #fengari: Fengari
  readonly #values: LuaValues
  readonly #L: LuaState
  /** References to the compiled scripts by hash, and to the two tables of the prelude. */
  readonly #compiled = new Map<string, number>()
  readonly #environment: number
  readonly #globals: number
  readonly #maxInstructions: number
  #call: ScriptRun["call"] = () => null
  #instructionsLeft = 0
  #errorLine = 0

  constructor(fengari: Fengari, options: { maxInstructions?: number } = {}) {
    this.#fengari = fengari
    this.#maxInstructions = options.maxInstructions ?? defaultMaxInstructions
    this.#values = new LuaValues(fengari)
    this.#L = fengari.lauxlib.luaL_newstate()
    const { environment, globals } = this.#openSandbox()
    this.#environment = environment
    this.#globals = globals
  }

  /** Keeps a script compiled, or tells why it is not Lua. */
  compile(sha: string, source: Bytes): RedisError | undefined {
    if (this.#compiled.has(sha)) return undefined
    const { lua, lauxlib } = this.#fengari
    const L = this.#L
    if (this.#load(withFloatLiterals(withoutShebang(source)), `@${scriptName}`) !== lua.LUA_OK) {
      const reason = compileErrorOfLua51(this.#values.toBytes(L, -1))
      lua.lua_settop(L, 0)
      return new RedisError(`ERR Error compiling script (new function): ${reason}`)
    }
    // The first upvalue of a chunk is the table in which it looks for globals.
    lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, this.#environment)
    lua.lua_setupvalue(L, -2, 1)
    this.#compiled.set(sha, lauxlib.luaL_ref(L, lua.LUA_REGISTRYINDEX))
    return undefined
  }

  /** Forgets all compiled scripts. */
  flush(): void {
    const { lua, lauxlib } = this.#fengari
    for (const reference of this.#compiled.values()) {
      lauxlib.luaL_unref(this.#L, lua.LUA_REGISTRYINDEX, reference)
    }
    this.#compiled.clear()
  }

  /** Runs a script with its keys and arguments. */
  run({ sha, source, keys, args, call }: ScriptRun): Reply {
    const { lua } = this.#fengari
    const L = this.#L
    const broken = this.compile(sha, source)
    if (broken) return broken
    this.#call = call
    this.#limitInstructions()
    this.#setGlobals({ KEYS: keys, ARGV: args })
    lua.lua_pushcfunction(L, (thread) => this.#noteLine(thread))
    lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, this.#compiled.get(sha) ?? 0)
    const status = lua.lua_pcall(L, 0, 1, 1)
    const reply = status === lua.LUA_OK ? this.#values.toReply(L, 2) : this.#toError(sha)
    lua.lua_settop(L, 0)
    return reply
  }

  #openSandbox(): { environment: number; globals: number } {
    const { lua, lauxlib, lualib, to_luastring } = this.#fengari
    const L = this.#L
    lua.lua_atnativeerror(L, (thread) => this.#describeNativeError(thread))
    lauxlib.luaL_requiref(L, to_luastring("_G"), lualib.luaopen_base, 1)
    lauxlib.luaL_requiref(L, to_luastring("string"), lualib.luaopen_string, 1)
    lauxlib.luaL_requiref(L, to_luastring("table"), lualib.luaopen_table, 1)
    lauxlib.luaL_requiref(L, to_luastring("math"), lualib.luaopen_math, 1)
    lua.lua_settop(L, 0)
    this.#load(prelude, "@prelude")
    const json = new LuaJson(this.#fengari, this.#values)
    createHost({
      fengari: this.#fengari,
      values: this.#values,
      json,
      call: (command) => this.#call(command),
    }).push(L)
    if (lua.lua_pcall(L, 2, 2, 0) !== lua.LUA_OK) throw new Error(this.#values.toBytes(L, -1))
    const globals = lauxlib.luaL_ref(L, lua.LUA_REGISTRYINDEX)
    return { environment: lauxlib.luaL_ref(L, lua.LUA_REGISTRYINDEX), globals }
  }

  #load(source: Bytes, name: string): number {
    const { lauxlib, to_luastring } = this.#fengari
    const buffer = new Uint8Array(toBuffer(source))
    // "t": text only, as bytecode could break out of the interpreter.
    return lauxlib.luaL_loadbufferx(this.#L, buffer, buffer.length, to_luastring(name), to_luastring("t"))
  }

  #setGlobals(globals: Record<string, readonly Bytes[]>): void {
    const { lua } = this.#fengari
    lua.lua_rawgeti(this.#L, lua.LUA_REGISTRYINDEX, this.#globals)
    for (const [name, values] of Object.entries(globals)) {
      this.#values.setField(this.#L, name, () => this.#values.pushReply(this.#L, values))
    }
    lua.lua_pop(this.#L, 1)
  }

  #limitInstructions(): void {
    const { lua } = this.#fengari
    this.#instructionsLeft = this.#maxInstructions
    lua.lua_sethook(this.#L, (L) => this.#checkInstructions(L), lua.LUA_MASKCOUNT, instructionsPerCheck)
  }

  #checkInstructions(L: LuaState): void {
    const { lua, lauxlib, to_luastring } = this.#fengari
    this.#instructionsLeft -= instructionsPerCheck
    if (this.#instructionsLeft > 0) return
    // From here on every single instruction fails, or a script could go on behind a pcall.
    lua.lua_sethook(L, (thread) => this.#checkInstructions(thread), lua.LUA_MASKCOUNT, 1)
    lauxlib.luaL_error(L, to_luastring(`script stopped after ${this.#maxInstructions} instructions`))
  }

  /** Message handler: remembers the line of the script at which an error was raised. */
  #noteLine(L: LuaState): number {
    const { lua, to_luastring } = this.#fengari
    const info: LuaDebug = new lua.lua_Debug()
    this.#errorLine = 0
    for (let level = 1; lua.lua_getstack(L, level, info); level += 1) {
      lua.lua_getinfo(L, to_luastring("Sl"), info)
      const isScript = fromBuffer(info.short_src) === scriptName
      if (isScript && info.currentline > 0) {
        this.#errorLine = info.currentline
        break
      }
    }
    return 1
  }

  /** A JavaScript exception inside Lua, such as a full call stack, becomes an error of the script. */
  #describeNativeError(L: LuaState): number {
    const error = this.#fengari.lua.lua_touserdata(L, 1)
    this.#values.pushString(L, error instanceof Error ? error.message : String(error))
    return 1
  }

  /** The error on top of the stack, as Redis words it. */
  #toError(sha: string): RedisError {
    const { lua, lauxlib } = this.#fengari
    const L = this.#L
    const top = lua.lua_gettop(L)
    const isTable = lua.lua_type(L, top) === lua.LUA_TTABLE
    const raised = isTable ? this.#values.getStringField(L, top, "err") : undefined
    if (raised === undefined) lauxlib.luaL_tolstring(L, top)
    const message = raised ?? `ERR ${this.#likeLua51(this.#values.toBytes(L, -1))}`
    return new RedisError(`${message} script: ${sha}, on @${scriptName}:${this.#errorLine}.`)
  }

  /** Lua 5.3 says "a nil value (local 'x')" where 5.1 says "local 'x' (a nil value)". */
  #likeLua51(message: Bytes): Bytes {
    return message
      .replace(/(an? \w+ value) \((\w+ '[^']*')\)/, "$2 ($1)")
      .replace(/^prelude:\d+: /, `${scriptName}:${this.#errorLine}: `)
  }
}

/** The common ones. Rarer mistakes are told in the words of Lua 5.3. */
function compileErrorOfLua51(message: Bytes): Bytes {
  return message
    .replace("syntax error near", "'=' expected near")
    .replace("near <eof>", "near '<eof>'")
    .replace(/near '(\d+)\.0'/, "near '$1'")
}
