/**
 * Finds a program on this machine. The browser, the Redis server and nginx are looked for in the same way:
 * what the environment names, then a list of places, then nothing.
 */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { posix, win32 } from "node:path"

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a search ended with; `sentence` is for the person at the terminal. */
export type Finding = { state: "found"; path: string } | { state: "missing"; sentence: string }

/** Where to look for one program. */
export type Search = {
  /** How sentences call it, as in "a Chromium". */
  what: string
  /** The variable that, when set, decides alone. */
  variable: string
  env: Environment
  /** Full paths, best first. */
  places: readonly string[]
  /** Says whether the file at a path is the program and starts. */
  works: (path: string) => boolean
}

/**
 * The first place that works. A variable that names something unusable is an answer too: to look
 * further would run the tests with another program than the one that was asked for.
 */
export function findProgram({ what, variable, env, places, works }: Search): Finding {
  const named = env[variable]
  if (named && !works(named)) {
    return { state: "missing", sentence: `${variable} is ${named}, and that does not start as ${what}.` }
  }
  const path = named || places.find((place) => works(place))
  return path ? { state: "found", path } : { state: "missing", sentence: `There is no ${what} here.` }
}

/** Every place where one of `names` could lie on the PATH: all folders for the first name, then the next. */
export function placesOnPath(
  names: readonly string[],
  env: Environment,
  platform: NodeJS.Platform,
): string[] {
  const { delimiter, join } = platform === "win32" ? win32 : posix
  // Windows spells the variable "Path", and a copy of its environment is no longer case-blind.
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter(Boolean)
  const suffix = platform === "win32" ? ".exe" : ""
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)))
}

/**
 * Whether the program at `path` answers `--version`, or what it has in place of that, within 20 s. The file alone
 * proves little: a browser may lack its system libraries, and Ubuntu's `chromium-browser` may be a note that
 * points to a snap.
 */
export function answersVersion(path: string, option = "--version"): boolean {
  return existsSync(path) && spawnSync(path, [option], { stdio: "ignore", timeout: 20_000 }).status === 0
}
