/** What every route below `app/api` answers to a method that it does not take: asked of each file that there is. */
import { readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const api = fileURLToPath(new URL("../app/api", import.meta.url))
const routes = readdirSync(api, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts"))
  .map(dirname)
  // They answer every method alike: an address that cannot be read, and one that leads nowhere.
  .filter((path) => path !== "malformed" && path !== "[[...missing]]")

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

/** What stands in an address where its route has a parameter. */
const parameters: Readonly<Record<string, string>> = {
  "[...all]": "publish",
  "[...nextauth]": "session",
  "[id]": "on-call",
}

/** Asks a route as Next does. */
async function ask(path: string, method: (typeof METHODS)[number]): Promise<Response> {
  const handlers = await import(join(api, path, "route.ts"))
  const address = path.replaceAll(/\[[^\]]+\]/g, (name) => parameters[name] ?? name)
  const answer: unknown = await handlers[method](
    new Request(`http://app.example/api/${address}`, { method }),
    {
      params: Promise.resolve({}),
    },
  )
  if (answer instanceof Response) return answer
  throw new Error(`${method} ${path} answered with something else`)
}

test("there are as many routes as one expects to find", () => {
  expect(routes.length).toBeGreaterThan(15)
})

test.each(routes)("%s answers a method that it does not take with a problem and Allow", async (path) => {
  // Nobody takes a DELETE: what is not allowed here is the list of what is.
  const allow = (await ask(path, "DELETE")).headers.get("allow") ?? ""
  expect(allow).toMatch(/^(GET|POST|GET, POST)$/)
  for (const method of METHODS.filter((method) => !allow.split(", ").includes(method))) {
    const answer = await ask(path, method)
    expect([answer.status, answer.headers.get("allow")], method).toEqual([405, allow])
    expect(answer.headers.get("content-type"), method).toBe("application/problem+json")
    expect(await answer.json(), method).toMatchObject({ code: "METHOD_NOT_ALLOWED", status: 405 })
  }
})
