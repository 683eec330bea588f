/**
 * Where Next hands over the requests of pages: see `lib/pages/lead-visitors.ts`. Next 16 calls this file `proxy.ts` and
 * says so; under that name it works as it is.
 */
import type { NextRequest, NextResponse } from "next/server"
import { leadVisitors } from "./lib/pages/lead-visitors"

export default function middleware(request: NextRequest): Promise<NextResponse> {
  return leadVisitors(request)
}

export const config = {
  // Pages, and nothing else. Routes are left out because Next reads a whole body into memory before it runs this
  // file: a route that counts and times what arrives would come too late.
  matcher: "/((?!api/|_next/|icon\\.svg$|favicon\\.ico$).*)",
}
