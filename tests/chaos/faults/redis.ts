/** What happens to `redis-server` itself. */
import { type Fault, letTalk } from "../fault"

/** Restarts, lost memory, and refusals to write. */
export const redisFaults: readonly Fault[] = [
  {
    name: "Redis is killed and comes back with its data",
    gaps: "none",
    holdMs: { short: 1_000, long: 5_000 },
    async inject({ redis }) {
      await redis.kill()
      return () => redis.start("as it was")
    },
  },
  {
    name: "Redis comes back with nothing but the people",
    gaps: "warranted",
    mayRepeat: true,
    holdMs: { short: 500, long: 3_000 },
    async inject({ redis, peopleOnly }) {
      await redis.kill()
      return () => redis.start({ copy: peopleOnly })
    },
  },
  {
    name: "A failover loses the last seconds",
    gaps: "warranted",
    mayRepeat: true,
    async inject({ redis, crowd, isLong }) {
      // They have seen nothing of what is lost, and come back when more than that was said since.
      const undos = crowd.listeners.filter(({ person }) => person.id === "bea").map((one) => one.goOffline())
      await letTalk(300)
      const copy = await redis.copy()
      await letTalk(isLong ? 4_000 : 1_000)
      await redis.kill()
      return async () => {
        await redis.start({ copy })
        await letTalk(isLong ? 6_000 : 2_500)
        for (const undo of undos) undo()
      }
    },
  },
  {
    name: "Redis hangs: connections stay open, nothing answers",
    gaps: "none",
    holdMs: { short: 2_500, long: 20_000 },
    inject: ({ redis }) => redis.pause(),
  },
  {
    name: "Redis has no memory left (OOM)",
    gaps: "none",
    holdMs: { short: 1_000, long: 10_000 },
    async inject({ redis: { direct } }) {
      await direct.config("SET", "maxmemory", "1")
      return async () => void (await direct.config("SET", "maxmemory", "0"))
    },
  },
  {
    name: "Redis is a replica for a while (READONLY)",
    gaps: "none",
    holdMs: { short: 1_000, long: 10_000 },
    async inject({ redis: { direct } }) {
      await direct.replicaof("127.0.0.1", 1)
      return async () => void (await direct.replicaof("NO", "ONE"))
    },
  },
]
