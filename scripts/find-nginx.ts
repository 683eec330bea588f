/**
 * Finds the nginx that a browser test puts in front of the app: NGINX_BIN, then the PATH, then where package
 * managers put it.
 */
import { answersVersion, type Environment, type Finding, findProgram, placesOnPath } from "./find-program"

const elsewhere: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["/opt/homebrew/bin/nginx", "/usr/local/bin/nginx", "/opt/local/sbin/nginx"],
  // Debian's folder is on the PATH of root only.
  linux: [
    "/usr/sbin/nginx",
    "/usr/bin/nginx",
    "/usr/local/sbin/nginx",
    "/usr/local/nginx/sbin/nginx",
    "/home/linuxbrew/.linuxbrew/bin/nginx",
  ],
}

/** Where each system keeps nginx, best first. */
export function nginxPlaces(env: Environment, platform: NodeJS.Platform): string[] {
  return [...placesOnPath(["nginx"], env, platform), ...(elsewhere[platform] ?? [])]
}

/** Looks for nginx; reads the disk and starts candidates once with `-v`. */
export function findNginx(env: Environment = process.env): Finding {
  return findProgram({
    what: "nginx",
    variable: "NGINX_BIN",
    env,
    places: nginxPlaces(env, process.platform),
    works: (path) => answersVersion(path, "-v"),
  })
}
