/**
 * Variables that lead to services which tests must not touch. A shell in which somebody works on a
 * deployment has them set, and the tests would write into that database.
 */
export const outsideServices = [
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "KV_REST_API_URL",
  "KV_REST_API_TOKEN",
  "REDIS_URL",
  "EMBEDDED_REDIS_PORT",
  "EMBEDDED_REDIS_SECRET",
  "GITHUB_ID",
  "GITHUB_SECRET",
] as const

/** Takes them out of this process's environment, and so out of what it starts. */
export function forgetOutsideServices(): void {
  for (const name of outsideServices) Reflect.deleteProperty(process.env, name)
}
