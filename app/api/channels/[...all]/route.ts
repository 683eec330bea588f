import { authorize } from "@/lib/authorize"
import { withSock8 } from "@/lib/realtime"

const handler = withSock8({ authorize })

export { handler as GET, handler as POST }
