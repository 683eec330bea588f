import type { Backend } from "../backend"
import { Interpreter } from "../lua/interpreter"
import { loadFengari } from "../lua/load-fengari"
import { Engine } from "./engine"

const sweepEveryMs = 1000

/** The back end without a Redis: everything is in this process, and gone with it. */
export async function openMemoryBackend(options: {
  maxBytes: number
  onPublish: () => void
}): Promise<Backend> {
  const engine = new Engine({ interpreter: new Interpreter(await loadFengari()), ...options })
  // unref: a process with nothing else to do may end.
  const timer = setInterval(() => engine.sweep(), sweepEveryMs).unref()
  return {
    execute: async (command) => engine.call(command),
    transaction: async (commands) => engine.transaction(commands),
    subscribe: async (topic, subscriber) => engine.pubsub.subscribe(topic, subscriber),
    close: async () => {
      clearInterval(timer)
      engine.pubsub.close()
    },
  }
}
