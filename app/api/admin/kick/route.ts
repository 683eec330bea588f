import { kick } from "@/lib/administration/connections"

export { kick as POST }
