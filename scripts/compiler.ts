/** Where the TypeScript compiler is. */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/**
 * The compiler's own executable. The program of the package `typescript` starts it, too, but is a module in a
 * file without an extension, which Node before 20.10 refuses to load.
 */
export function compiler(): string {
  const { resolve } = createRequire(import.meta.url)
  const manifest = resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`)
  return join(dirname(manifest), "lib", process.platform === "win32" ? "tsc.exe" : "tsc")
}
