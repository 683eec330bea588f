import { makeKey } from "@/lib/api-keys/manage-keys"

export { makeKey as POST }
