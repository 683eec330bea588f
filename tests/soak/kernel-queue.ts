/** What the kernel holds for a server: bytes that were written and not yet taken, and sockets by their state. */
import { readFile } from "node:fs/promises"

/** The sockets of one server. */
export interface KernelQueue {
  /** Bytes in the send queues of the server's sockets, also of those that no process holds any more. */
  readonly bytes: number
  /** Sockets that still count: listening ones and those that only wait for their number to be free do not. */
  readonly sockets: number
}

/** Codes of `/proc/net/tcp` (`include/net/tcp_states.h` of Linux). */
const TIME_WAIT = "06"
const LISTEN = "0A"

/** Reads the queues of the server on this port of 127.0.0.1; `undefined` where the system does not tell (not Linux). */
export async function readKernelQueue(port: number): Promise<KernelQueue | undefined> {
  try {
    return kernelQueueOf(await readFile("/proc/net/tcp", "utf8"), port)
  } catch {
    return undefined
  }
}

/** The same from the text of `/proc/net/tcp`. */
export function kernelQueueOf(text: string, port: number): KernelQueue {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`
  let [bytes, sockets] = [0, 0]
  for (const line of text.split("\n").slice(1)) {
    const [, local = "", , state = "", queues = ""] = line.trim().split(/\s+/)
    if (!local.endsWith(ending) || state === LISTEN || state === TIME_WAIT) continue
    const [sending = "0"] = queues.split(":")
    bytes += Number.parseInt(sending, 16)
    sockets += 1
  }
  return { bytes, sockets }
}
