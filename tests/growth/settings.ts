/** An environment for what needs one, with no Redis behind it. Import it before the app. */
import { randomBytes } from "node:crypto"
import { setEnv } from "@/lib/env"

setEnv({
  NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
  JWT_SECRET: randomBytes(32).toString("base64url"),
  NEXTAUTH_URL: "http://localhost:3000",
  UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9",
  UPSTASH_REDIS_REST_TOKEN: randomBytes(32).toString("base64url"),
  JWT_ACCEPT_FOREIGN: "on",
  LOG_LEVEL: "silent",
})
