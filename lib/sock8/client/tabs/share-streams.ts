import { type OpenStream, openStream } from "../open-stream"
import { Group, type GroupOptions } from "./group"
import { groupName } from "./group-name"

/**
 * Gives streams that are parts of one: all tabs of this browser whose tokens say the same have one connection
 * between them. Each tab still has its own token, its own cursors and its own tries.
 */
export function shareStreams(options: Pick<GroupOptions, "tabs" | "random" | "timings">): OpenStream {
  const groups = new Map<string, Group>()

  function groupOf(name: string): Group | undefined {
    const known = groups.get(name)
    if (known) return known
    try {
      const group = new Group(name, { ...options, openStream, onEmpty: () => groups.delete(name) })
      groups.set(name, group)
      return group
    } catch {
      // A page in a sandbox has all that sharing needs, and may not use it.
      return undefined
    }
  }

  return async function* shared(request) {
    const name = await groupName(request)
    if (request.signal.aborted) return
    const group = name === undefined ? undefined : groupOf(name)
    yield* group ? group.stream(request) : openStream(request)
  }
}
