/** Which methods reach Next. */
import { isBelowApi, isForDevelopment } from "./paths"
import type { Refusal } from "./refuse"

/** What a page or a file answers. */
const OF_PAGES = ["GET", "HEAD"]

/** What Next asks a route for. */
const OF_ROUTES = [...OF_PAGES, "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

/**
 * Why a method is refused; `undefined` where it is not. A route below `/api` refuses the ones it does not take
 * itself, and names those that it does. Next would render a page for any method, look for a server action in each
 * POST, and answer TRACE with a 500. An app that has server actions allows POST for their pages here.
 */
export function refuseMethod(method: string, path: string, isDevelopment: boolean): Refusal | undefined {
  if (!OF_ROUTES.includes(method)) return { code: "METHOD_UNKNOWN" }
  if (OF_PAGES.includes(method) || isBelowApi(path)) return undefined
  if (isDevelopment && isForDevelopment(path)) return undefined
  return { code: "METHOD_NOT_ALLOWED", headers: { Allow: OF_PAGES.join(", ") } }
}
