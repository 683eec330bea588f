import type { Fengari } from "fengari"
import { formatNumber } from "./number"

/**
 * Loads Lua with the numbers of Lua 5.1: 10/2 reads "5" and not "5.0", 1e15 reads "1e+15".
 *
 * fengari reads its configuration once, when its other files are loaded, so it has to be changed before them.
 * If the process has loaded fengari for something else, scripts see Lua 5.3's notation.
 */
export async function loadFengari(): Promise<Fengari> {
  // The order of fengari's own entry: its first files require each other and work only this way round.
  await import("fengari/src/fengaricore.js")
  const { default: configuration } = await import("fengari/src/luaconf.js")
  configuration.LUA_COMPAT_FLOATSTRING = true
  // Deep enough for any script, and a script that calls itself for ever fails in a moment.
  configuration.LUAI_MAXSTACK = 200_000
  configuration.lua_number2str = formatNumber
  const { default: fengari } = await import("fengari")
  return fengari
}
