/** Step 1 of the walk, *sign in*: everything that next-auth answers. See `lib/auth/`. */
import { handleAuth } from "@/lib/auth/handle-auth"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ GET: handleAuth, POST: handleAuth })
