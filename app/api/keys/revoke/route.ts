import { revokeKey } from "@/lib/api-keys/manage-keys"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: revokeKey })
