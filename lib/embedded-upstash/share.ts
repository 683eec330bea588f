/**
 * One embedded server for all processes that have a secret in common. The first owns it and listens for the others on
 * a port that all of them know; each has an endpoint of its own, on a port that only it knows and a token that never
 * leaves the process. What goes from one process to another goes through `shared-secret.ts`: whatever listens on that
 * port, it is sent nothing before it has proved that it has the secret, in each connection anew.
 */
import { randomBytes } from "node:crypto"
import { createServer, Agent as HttpAgent, request as httpRequest } from "node:http"
import {
  createServer as createSecureServer,
  Agent as SecureAgent,
  request as secureRequest,
} from "node:https"
import { forward, type OpenRequest } from "./forward"
import { requireLocal, requireToken } from "./guard"
import { closeServer, listen, PortTakenError } from "./listen"
import { refuse } from "./refuse"
import { clientOptions, serverOptions } from "./shared-secret"
import { startEmbeddedUpstash } from "./start"

const HOST = "127.0.0.1"
/** How long something on the port has to prove that it belongs to us. */
const PROVE_WITHIN_MS = 3_000

/** Which processes share a server. */
export interface SharedUpstashOptions {
  /** Known to all of them; on 127.0.0.1. */
  readonly port: number
  /** At least 32 random bytes, known to nobody else. */
  readonly secret: string
  /** A real Redis for the owner to stand in front of. */
  readonly redisUrl?: string
}

/** The endpoint of one process. */
export interface SharedUpstash {
  readonly url: string
  readonly token: string
  /** `owner` has the data and lets others in, `guest` uses that of another process. `alone` shares it with nobody. */
  readonly role: "owner" | "guest" | "alone"
  close(): Promise<void>
}

/**
 * Opens the shared server, by owning it or as the guest of its owner. Where something else listens on the port, the
 * data is this process's `alone`. Never waits longer than a few seconds.
 */
export async function openSharedUpstash(options: SharedUpstashOptions): Promise<SharedUpstash> {
  try {
    return await ownSharedUpstash(options)
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error
  }
  const guest = await joinSharedUpstash(options)
  return guest ?? { ...(await startOwn(options)), role: "alone" }
}

/**
 * Owns the shared server.
 *
 * @throws PortTakenError
 */
export async function ownSharedUpstash(options: SharedUpstashOptions): Promise<SharedUpstash> {
  const own = await startOwn(options)
  const agent = new HttpAgent({ keepAlive: true })
  const open: OpenRequest = ({ headers, ...others }) =>
    httpRequest(own.url, { ...others, agent, headers: { ...headers, authorization: `Bearer ${own.token}` } })
  const door = createSecureServer(serverOptions(options.secret), (request, response) =>
    forward(request, response, open),
  )
  try {
    await listen(door, options.port, HOST)
  } catch (error) {
    await own.close()
    throw error
  }
  return {
    ...{ url: own.url, token: own.token, role: "owner" },
    async close() {
      await closeServer(door)
      agent.destroy()
      await own.close()
    },
  }
}

/** Uses the server of the process that listens on the port; `undefined` where it does not prove that it is ours. */
export async function joinSharedUpstash({
  port,
  secret,
}: SharedUpstashOptions): Promise<SharedUpstash | undefined> {
  const agent = new SecureAgent(clientOptions(secret))
  const open: OpenRequest = (given) => secureRequest({ ...given, host: HOST, port, agent })
  if (!(await answers(open))) {
    agent.destroy()
    return undefined
  }
  const token = newToken()
  const server = createServer((request, response) => {
    try {
      requireLocal(request)
      requireToken(request, token)
    } catch (error) {
      return refuse(request, response, error)
    }
    forward(request, response, open)
  })
  const address = await listen(server, 0, HOST)
  return {
    ...{ url: `http://${HOST}:${address.port}`, token, role: "guest" },
    async close() {
      await closeServer(server)
      agent.destroy()
    },
  }
}

function startOwn({ redisUrl }: SharedUpstashOptions) {
  return startEmbeddedUpstash({ token: newToken(), ...(redisUrl && { redisUrl }) })
}

/** Whether the other side has the secret, and answers a PING. */
function answers(open: OpenRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = open({ path: "/ping", signal: AbortSignal.timeout(PROVE_WITHIN_MS) })
    ping.on("response", (answer) => {
      answer.resume()
      answer.on("end", () => resolve(answer.statusCode === 200))
      answer.on("error", () => resolve(false))
    })
    ping.on("error", () => resolve(false))
    ping.end()
  })
}

function newToken(): string {
  return randomBytes(32).toString("base64url")
}
