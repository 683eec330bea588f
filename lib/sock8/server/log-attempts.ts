import type { Step } from "./door"

const labels = new WeakMap<Request, string>()

/**
 * Makes a step that labels the attempts which pass it. All that is written down of such an attempt, its
 * outcome and the end of its connection, carries the label as its `namespace`; the last step that labels
 * wins. It writes nothing itself, since at the door the outcome is not known yet.
 *
 * @example within(channels.admin, logAttempts("admin"))
 */
export function logAttempts(label: string): Step {
  return ({ request }) => void labels.set(request, label)
}

/** The label that a step gave to this request. */
export function labelOf(request: Request): string | undefined {
  return labels.get(request)
}
