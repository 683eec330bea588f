/** Step 1 of the walk, *sign in*: everything that next-auth answers. See `lib/auth/`. */
import { handleAuth } from "@/lib/auth/handle-auth"

export { handleAuth as GET, handleAuth as POST }
