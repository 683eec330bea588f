/** For tests of the toolkit's Lua: a Redis in memory that answers at once, and whose clock the test holds. */
import { Interpreter } from "../../lib/embedded-upstash/lua/interpreter"
import { loadFengari } from "../../lib/embedded-upstash/lua/load-fengari"
import { Engine } from "../../lib/embedded-upstash/memory/engine"
import { RedisError, type Reply } from "../../lib/embedded-upstash/reply"
import { createCounting } from "../../lib/sock8/server/counting"
import { createHeads } from "../../lib/sock8/server/heads"
import { createKeys } from "../../lib/sock8/server/keys"
import type { RunScript } from "../../lib/sock8/server/redis"

const interpreter = new Interpreter(await loadFengari())

/** Makes one, with what the parts of the toolkit need of it. */
export function createMemoryRedis() {
  let now = 1_790_000_000_000
  const engine = new Engine({ interpreter, maxBytes: 1e8, now: () => now })

  function command(...words: readonly [string, ...string[]]): Reply {
    const reply = engine.call(words)
    if (reply instanceof RedisError) throw reply
    return reply
  }

  const run: RunScript = async (script, keys, args) =>
    command("EVAL", script, String(keys.length), ...keys, ...args)
  const keys = createKeys("t")
  return {
    command,
    /** What `createHistory` and the like take. */
    parts: { keys, run, counting: createCounting(keys), heads: createHeads(), epoch: () => "a" },
    /** Its clock, in milliseconds since 1970. */
    now: () => now,
    /** Lets so many milliseconds pass. */
    pass(ms: number) {
      now += ms
    },
    /** The lines that are said on a topic from now on. */
    listen(topic: string): readonly string[] {
      const lines: string[] = []
      engine.pubsub.subscribe(
        { kind: "channel", names: [topic] },
        { onDelivery: ({ payload }) => void lines.push(payload), onLost: () => undefined },
      )
      return lines
    },
  }
}
