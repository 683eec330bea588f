/** What happens once per process, before the first request. Called by `instrumentation.ts`. */
import { refuseSignInEarly } from "./auth/refuse-early"
import { type Env, EnvError, env, setEnv } from "./env"
import { guardNextServer } from "./http/guard-server"
import { strictTransportHeaders } from "./http/strict-transport"
import { endIdleSockets } from "./idle-sockets"
import { log, logPrinted } from "./log"
import { captureOutput } from "./logging/capture-output"
import { traceOf } from "./logging/error-trace"
import { seedDemoPeople } from "./people/seed-demo-people"
import { untilDone } from "./people/until-done"
import { openEmbeddedRedis } from "./redis/embedded-redis"
import { tellPeerAddresses } from "./sock8/server/client-address"
import { trackSockets } from "./sock8/server/client-sockets"
import { closeStreamsOnExit } from "./stop"
import { welcome } from "./welcome"

// Instrumentation may be loaded again into the same process; what it started is still running then.
const shared: { grantwayStarted?: Promise<void> } = globalThis as object

/** Starts what the app needs, once. Where the environment cannot be used it says why and ends the process. */
export function startApp(): Promise<void> {
  shared.grantwayStarted ??= start()
  return shared.grantwayStarted
}

async function start(): Promise<void> {
  const given = readEnvOrExit()
  // next-auth reads this one by itself, and knows neither blanks nor `HTTPS://`.
  setEnv({ NEXTAUTH_URL: given.NEXTAUTH_URL ?? "" })
  guardHttp(given)
  if (given.addressSource !== "vercel") tellPeerAddresses()
  trackSockets()
  const isRedisEmbedded = given.UPSTASH_REDIS_REST_URL === undefined
  const settings = isRedisEmbedded ? setEnv(await startRedis(given)) : given
  if (settings.demoPeople) await trySeedDemoPeople()
  endIdleSockets()
  closeStreamsOnExit()
  if (settings.onVercel) return
  process.stdout.write(welcome(settings, { isRedisEmbedded }))
  // Whoever develops reads what Next prints. On Vercel the platform takes every line.
  if (settings.strict) captureOutput(logPrinted)
}

/** Before anything that takes time: what arrives earlier reaches Next as it is. */
function guardHttp({ onVercel, PORT, strict, NEXTAUTH_URL }: Env): void {
  // Next has set the port to the one it listens on. On Vercel it does not listen at all.
  if (onVercel || PORT === undefined) return
  guardNextServer(PORT, {
    isDevelopment: !strict,
    headers: strictTransportHeaders(NEXTAUTH_URL),
    answerEarly: refuseSignInEarly,
  })
}

function readEnvOrExit(): Env {
  try {
    return env()
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    // Thrown, it would leave a server behind that answers each request with 500 and a stack.
    process.stderr.write(`\nGrantway cannot start. ${error.message}\n\n`)
    process.exit(1)
  }
}

async function startRedis(settings: Env) {
  const { url, token, remark } = await openEmbeddedRedis(settings)
  if (remark) process.stderr.write(`\n${remark}\n`)
  return { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }
}

/** How often to look whether Redis is back. */
const SEED_AGAIN_MS = 5_000

/**
 * The app starts without Redis too: it answers 503 until Redis is back, and then goes on by itself. The start does
 * not wait for that.
 */
function trySeedDemoPeople(): Promise<void> {
  return new Promise((started) => {
    const onFailure = (error: unknown) => {
      log.warn(
        { ...traceOf(error) },
        "the demo people were not saved: Redis did not answer; they will be when it does",
      )
      started()
    }
    void untilDone(seedDemoPeople, { everyMs: SEED_AGAIN_MS, onFailure }).then(started)
  })
}
