import { everyMethod } from "@/lib/sock8/server/only-methods"
import { refuse } from "@/lib/sock8/server/problem"

/** Whatever no other route answers. Next's own page for it would look for a server action in each POST. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(() => refuse("NOT_FOUND"))
