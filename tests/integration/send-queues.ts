/** What the kernel of this machine holds for clients of a port, where it tells: on Linux. */
import { existsSync, readFileSync } from "node:fs"

const TABLE = "/proc/net/tcp"

/** Whether this machine tells. */
export const tellsSendQueues = existsSync(TABLE)

/** Bytes that are not sent, or not taken, over all connections to a port: also those that no process has any more. */
export function bytesInSendQueues(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`
  const rows = readFileSync(TABLE, "utf8").trim().split("\n").slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, address, , state]) => address?.endsWith(local) && state !== LISTENING)
    .reduce((sum, [, , , , queues = ""]) => sum + Number.parseInt(queues.split(":")[0] ?? "0", 16), 0)
}

const LISTENING = "0A"
