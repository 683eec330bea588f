/** The app's production build as a probed process over a given store, with clients that tell their own addresses. */
import { randomBytes } from "node:crypto"
import { outsideServices } from "../../scripts/outside-services"
import { ProbedProcess } from "./probed-process"
import { sendRaw } from "./raw-client"

const secret = () => randomBytes(32).toString("base64url")

/** A store that speaks the REST protocol of Upstash. */
export interface Store {
  readonly url: string
  readonly token: string
}

/** A running app. */
export interface ProbedApp {
  readonly process: ProbedProcess
  readonly port: number
  readonly jwtSecret: string
  /** The environment in which code of the app speaks with the same store. */
  readonly settings: Readonly<Record<string, string>>
}

/** Prepares an app on a port of 127.0.0.1; it is up when {@link isUp} says so. */
export function spawnApp(port: number, store: Store): ProbedApp {
  const jwtSecret = secret()
  const settings = {
    ...{ UPSTASH_REDIS_REST_URL: store.url, UPSTASH_REDIS_REST_TOKEN: store.token, DEMO_PEOPLE: "on" },
    ...{ JWT_SECRET: jwtSecret, NEXTAUTH_SECRET: secret() },
  }
  const process = new ProbedProcess(
    ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)],
    {
      // Empty, not absent: Next would fill an absent one from somebody's .env.local.
      ...Object.fromEntries(outsideServices.map((name) => [name, ""])),
      ...{ ...settings, JWT_SECRET_PREVIOUS: "", NEXTAUTH_URL: `http://127.0.0.1:${port}` },
      // Each request tells in a header which address it comes from, as one proxy in front would.
      ...{ TRUSTED_PROXY_HOPS: "1", PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
    },
  )
  return { process, port, jwtSecret, settings }
}

/** Whether an app answers. */
export async function isUp({ port }: ProbedApp): Promise<boolean> {
  return (await sendRaw(port, { method: "GET", path: "/api/auth/csrf", headers: {} })) === 200
}
