/** A try to say something, and what to keep of it until it is known how it ended. */
export interface Try {
  readonly id: string
  readonly kept: string
}

/**
 * The same text again is the same message: whether the first request arrived is unknown.
 *
 * @param last What was kept of the try before; empty where its end is known.
 */
export function tryOf(text: string, last: string, createId = () => crypto.randomUUID()): Try {
  // No id has a space.
  const space = last.indexOf(" ")
  const isSame = space > 0 && last.slice(space + 1) === text
  const id = isSame ? last.slice(0, space) : createId()
  return { id, kept: `${id} ${text}` }
}
