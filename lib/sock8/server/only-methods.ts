import { Sock8Error } from "../core/errors"
import { problem } from "./problem"

/** The methods that Next asks a route for. `HEAD` it answers by asking for `GET`. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const

/** A method that a route can answer. */
export type Method = (typeof METHODS)[number]

/** Answers a request to a route; `context` is what Next hands over beside it. */
export type RouteHandler<Asked extends Request, Context> = (
  request: Asked,
  context: Context,
) => Response | Promise<Response>

/**
 * The exports of a route: what it answers, and for every other method a 405 that names those it answers. Next's own
 * 405 has neither a body nor `Allow`.
 *
 * @example export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: kick })
 */
export function onlyMethods<Asked extends Request = Request, Context = unknown>(
  answered: Partial<Record<Method, RouteHandler<Asked, Context>>>,
): Record<Method, RouteHandler<Asked, Context>> {
  const allow = METHODS.filter((method) => answered[method]).join(", ")
  const refuse = () => problem(new Sock8Error("METHOD_NOT_ALLOWED"), { Allow: allow })
  const {
    GET = refuse,
    POST = refuse,
    PUT = refuse,
    PATCH = refuse,
    DELETE = refuse,
    OPTIONS = refuse,
  } = answered
  return { GET, POST, PUT, PATCH, DELETE, OPTIONS }
}

/** The exports of a route that looks at the method itself. */
export function everyMethod<Asked extends Request = Request, Context = unknown>(
  handler: RouteHandler<Asked, Context>,
): Record<Method, RouteHandler<Asked, Context>> {
  return { GET: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler, OPTIONS: handler }
}
