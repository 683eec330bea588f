/** Changes people whom others may be changing at the same moment, and loses no change. */
import { keys, PERSON_TTL_SECONDS } from "../redis/keys"
import { redis } from "../redis/redis"
import { Sock8Error } from "../sock8/core/errors"
import { createRunScript } from "../sock8/server/redis"
import { parsePerson } from "./people"
import { indexed } from "./people-index"
import { type Person, person as personShape } from "./person"

/** Who changes whom. */
export interface Parties {
  readonly by: string
  readonly id: string
}

/**
 * Says what a person becomes; throws where that is refused. Both were read at the same moment, and
 * `undefined` stands for nobody. Called again where one of the two changed meanwhile.
 */
export type Change = (person: Person | undefined, by: Person | undefined) => Person

/** Tries against others who change the same people; each lost try means that somebody else's change was saved. */
const MAX_TRIES = 10

const run = createRunScript(redis)

/**
 * Changes a person on behalf of another, or of themselves, or creates who is not there yet. It is saved only if
 * neither of them changed since they were read, so that whoever loses the right to change others cannot use it
 * any more, not even at the same moment. Starts the 400 days anew after which a person is forgotten.
 *
 * @throws Sock8Error what `change` throws; `INVALID_REQUEST` where its outcome is no person; `UNAVAILABLE`
 */
export async function changePerson({ by, id }: Parties, change: Change): Promise<Person> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const read = await readRecords(by, id)
    const parsed = personShape.safeParse(change(parsePerson(id, read.person), parsePerson(by, read.by)))
    if (!parsed.success) throw new Sock8Error("INVALID_REQUEST", { cause: parsed.error })
    if (await replaceRecord({ by, id }, read, JSON.stringify(parsed.data))) return parsed.data
  }
  throw new Sock8Error("UNAVAILABLE", { retryAfter: 1 })
}

interface Records {
  readonly person: string | null
  readonly by: string | null
}

async function readRecords(by: string, id: string): Promise<Records> {
  const [person = null, actor = null] = await redis().mget<(string | null)[]>(
    keys.person(id),
    keys.person(by),
  )
  return { person, by: actor }
}

/**
 * KEYS: the person, who changes them, the index. ARGV: both as they were read, "" for nobody, the new record, its
 * seconds, score and id for the index.
 */
const REPLACE = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[6])
redis.call('EXPIRE', KEYS[3], ARGV[4])
return 1
`

async function replaceRecord({ by, id }: Parties, read: Records, text: string): Promise<boolean> {
  const { score, member } = indexed(id)
  const answer = await run(
    REPLACE,
    [keys.person(id), keys.person(by), keys.people],
    [read.person ?? "", read.by ?? "", text, String(PERSON_TTL_SECONDS), String(score), member],
  )
  return Number(answer) === 1
}
