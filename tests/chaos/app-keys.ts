import { createKeys, type Keys } from "../../lib/sock8/server/keys"

/** The app's keys in Redis. */
export const keys: Keys = createKeys("grantway")
