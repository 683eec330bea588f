/** Changes people whom others may be changing at the same moment, and loses no change. */
import { randomUUID } from "node:crypto"
import { isAdmin } from "../administration/admin-rules"
import { keys, PERSON_TTL_SECONDS, PREFIX } from "../redis/keys"
import { redis } from "../redis/redis"
import { Sock8Error } from "../sock8/core/errors"
import { createKeys } from "../sock8/server/keys"
import { createRunScript } from "../sock8/server/redis"
import { rightsChange } from "../sock8/server/revoke"
import { NOW } from "../sock8/server/scripts/now"
import { TAKE_AWAY } from "../sock8/server/scripts/take-away"
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
export type Change = (person: Person | undefined, by: Person | undefined) => Person | Promise<Person>

/** Tries against others who change the same people; each lost try means that somebody else's change was saved. */
const MAX_TRIES = 10

const run = createRunScript(redis)
const toolkit = createKeys(PREFIX)

/**
 * Changes a person on behalf of another, or of themselves, or creates who is not there yet. It is saved only if
 * neither of them changed since they were read, so that whoever loses the right to change others cannot use it
 * any more, not even at the same moment. Starts the 400 days anew after which a person is forgotten.
 *
 * Where this changes what the person may do, every process is notified in the same command: there is no need to call
 * `rightsChanged`, and no way to forget it.
 *
 * @throws Sock8Error what `change` throws; `INVALID_REQUEST` where its outcome is no person; `UNAVAILABLE`
 */
export async function changePerson({ by, id }: Parties, change: Change): Promise<Person> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const read = await readRecords(by, id)
    const before = parsePerson(id, read.person)
    const parsed = personShape.safeParse(await change(before, parsePerson(by, read.by)))
    if (!parsed.success) throw new Sock8Error("INVALID_REQUEST", { cause: parsed.error })
    const after = withTerm(before, parsed.data)
    const text = JSON.stringify(after)
    const entry = indexed(after)
    const tells = rightsOf(before) !== rightsOf(after)
    if (await replaceRecord({ by, id }, { read, text, entry, tells })) return after
  }
  throw new Sock8Error("UNAVAILABLE", { retryAfter: 1 })
}

/** Each time that a person becomes an admin of an organisation has a name of its own. */
function withTerm(before: Person | undefined, after: Person): Person {
  const isOn = isAdmin(before) && before.orgId === after.orgId
  return isAdmin(after) && !isOn ? { ...after, adminTerm: randomUUID() } : after
}

/** All that rules are made of, as one text to compare. */
function rightsOf(person: Person | undefined): string {
  if (!person) return ""
  const { role, orgId, teamIds, emailVerified, suspended } = person
  return JSON.stringify([role, orgId ?? null, teamIds, emailVerified, suspended])
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

/** What is saved in place of what was read, and whether it changes what the person may do. */
interface Replacement {
  readonly read: Records
  readonly text: string
  readonly entry: ReturnType<typeof indexed>
  readonly tells: boolean
}

/**
 * KEYS: the person, who changes them, the index, then as `takeAway` takes them where rights change. ARGV: both as they
 * were read, "" for nobody, the new record, its seconds, its score in the index, "" for no entry, the id, then as
 * `takeAway` takes them.
 */
const REPLACE = `
${NOW}
${TAKE_AWAY}
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
if KEYS[4] then takeAway(4, 7) end
if ARGV[5] == '' then
  redis.call('ZREM', KEYS[3], ARGV[6])
else
  redis.call('ZADD', KEYS[3], ARGV[5], ARGV[6])
  redis.call('EXPIRE', KEYS[3], ARGV[4])
end
return 1
`

async function replaceRecord(
  { by, id }: Parties,
  { read, text, entry, tells }: Replacement,
): Promise<boolean> {
  const part = tells ? rightsChange(toolkit, id) : { keys: [], args: [] }
  const answer = await run(
    REPLACE,
    [keys.person(id), keys.person(by), keys.people, ...part.keys],
    [
      ...[read.person ?? "", read.by ?? "", text, String(PERSON_TTL_SECONDS), String(entry?.score ?? ""), id],
      ...part.args,
    ],
  )
  return Number(answer) === 1
}
