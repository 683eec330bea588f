import { changeTeam } from "@/lib/administration/actions"

export { changeTeam as POST }
