import { tellVisitors } from "@/lib/administration/tell-visitors"

export { tellVisitors as POST }
