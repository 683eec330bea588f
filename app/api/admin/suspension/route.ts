import { changeSuspension } from "@/lib/administration/actions"
import { onlyMethods } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = onlyMethods({ POST: changeSuspension })
