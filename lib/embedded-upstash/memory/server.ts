import { Status, wrongArity } from "../reply"
import type { CommandTable } from "./command"

/** Commands about the server and the connection. */
export const serverCommands: CommandTable = {
  ping: {
    arity: -1,
    effect: "read",
    run(args) {
      const [message, ...more] = args.rest()
      if (more.length > 0) throw wrongArity("ping")
      return message ?? new Status("PONG")
    },
  },
  echo: { arity: 2, effect: "read", run: (args) => args.string() },
  time: {
    arity: 1,
    effect: "read",
    run(_args, { now }) {
      const milliseconds = now()
      return [String(Math.floor(milliseconds / 1000)), String(Math.floor((milliseconds % 1000) * 1000))]
    },
  },
  info: {
    arity: -1,
    effect: "read",
    run: (_args, { keys }) =>
      `# Server\r\nredis_version:7.0.0\r\nredis_mode:embedded\r\n# Keyspace\r\ndb0:keys=${keys.size}\r\n`,
  },
}
