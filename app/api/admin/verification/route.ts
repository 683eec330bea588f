import { verifyEmail } from "@/lib/administration/actions"

export { verifyEmail as POST }
