import type { Claim } from "./ask-rules"
import type { Counted, Counting } from "./counting"
import type { Keys } from "./keys"
import { type RunScript, unlessRefused } from "./redis"
import { KEEP_SECONDS } from "./scripts/keep"
import { CLOCK } from "./scripts/standing"

/** What a token or session must still stand for whenever it is used. */
export interface Standing {
  /**
   * All identities whose rights it depends on: for a person their own; for an API key its own, its maker's and those of
   * the people it names. When the rights of any of them change, it does not hold any more. Redis reads one key for each.
   */
  readonly identities: readonly string[]
  /** When the rules were asked, in milliseconds by the clock of Redis. Rights that changed since are not in it. */
  readonly since: number
  /** The token's `jti`, where there is one. */
  readonly token?: string
  /** The session that the token was given to, where there is one. */
  readonly session?: string
}

/** Keys and arguments of `standing` in `scripts/standing.ts`. `undefined` is the server itself. */
export function standingArgs(keys: Keys, standing: Standing | undefined): { keys: string[]; args: string[] } {
  const { identities = [], since = "", token = NOBODY, session = NOBODY } = standing ?? {}
  return {
    keys: [...identities.map(keys.rights), keys.revoked(token), keys.revoked(session)],
    args: [String(since), String(identities.length)],
  }
}

/** Stands in a key where there is nobody: no id can be it. */
const NOBODY = "."

/** What is read before the rules are asked. */
export interface Moment {
  /** The clock of Redis in milliseconds: the one that says what came first, whatever an instance's own says. */
  readonly since: number
  /** Names of channels that were taken away from the person. */
  readonly denied: readonly string[]
  /** The last message of the channel that was asked about. */
  readonly head: Head
}

/** The last message of a channel; number 0 where there is none. */
export interface Head {
  readonly n: number
  readonly id: string
}

/** What is asked in the command that reads the moment. */
export interface AskedAlong {
  /** What asking counts as, for whoever asks. An ended session is not counted: whoever kept its cookie could keep its person out. */
  readonly counted?: ((identity: string) => Counted) | undefined
  /** The name of a channel, to know its last message. */
  readonly headOf?: string
}

/**
 * Reads the clock of Redis and, where it is known who is asking, what was taken away from them, and what is asked
 * along: one command for all.
 *
 * @throws Sock8Error `RATE_LIMITED`, `AUTH_REQUIRED` for a session that was ended, `UNAVAILABLE`
 */
export async function readMoment(
  { run, keys, counting }: { run: RunScript; keys: Keys; counting: Counting },
  asking: Claim | undefined,
  { counted, headOf = NOBODY }: AskedAlong = {},
): Promise<Moment> {
  const { identity = NOBODY, session = NOBODY } = asking ?? {}
  const read = [keys.denied(identity), keys.position(headOf), keys.revoked(session)]
  const [since, denied, n, id] = await counting(asking && counted?.(identity), async ({ key, args }) =>
    unlessRefused(await run(CLOCK, [key, ...read], [...args, String(KEEP_SECONDS.denied)])),
  )
  const names: unknown[] = Array.isArray(denied) ? denied : []
  return {
    since: Number(since),
    denied: names.filter((name) => typeof name === "string"),
    head: { n: Number(n), id: String(id) },
  }
}
