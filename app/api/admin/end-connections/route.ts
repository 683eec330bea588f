import { endConnections } from "@/lib/administration/connections"

export { endConnections as POST }
