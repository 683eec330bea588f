import { revokeKey } from "@/lib/api-keys/manage-keys"

export { revokeKey as POST }
