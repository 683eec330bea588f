import { changeRole } from "@/lib/administration/actions"

export { changeRole as POST }
