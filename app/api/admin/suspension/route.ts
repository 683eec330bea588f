import { changeSuspension } from "@/lib/administration/actions"

export { changeSuspension as POST }
