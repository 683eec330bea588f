import { refuseMalformedPath } from "@/lib/answer-malformed"
import { everyMethod } from "@/lib/sock8/server/only-methods"

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(refuseMalformedPath)
