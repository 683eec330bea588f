/** One try to sign in with a password: from which address, and by which device. */
import { hashing } from "../people/password"
import { realtime } from "../realtime"
import { digest } from "../redis/keys"
import type { Lane } from "../turns"
import { type Device, readDevice } from "./device-cookie"
import { countDevice, countGuess, countStranger, refuseKnownStranger } from "./sign-in-tries"

/** A try that may be made now. */
export interface Admitted {
  /** Where its password waits to be hashed. */
  readonly lane: Lane
  /** For a right password, and for one that was not looked at: then nothing was guessed. */
  readonly takeBack: () => Promise<void>
}

/** One try. */
export interface SignInAttempt {
  readonly device: Device | undefined
  /**
   * Counts the try, before anybody is looked up: an email that nobody has is counted alike.
   *
   * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
   */
  admit(email: string): Promise<Admitted>
}

/**
 * Begins a try. Without a known device it is refused here already where it has to be: before its body is read, and
 * at no Redis command where its address is known to be over or the queue is full.
 *
 * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
 */
export async function beginSignIn(request: Request): Promise<SignInAttempt> {
  const address = realtime.addressOf(request)
  const device = await readDevice(request.headers.get("cookie"))
  if (!device) await admitStranger(address)
  return {
    device,
    async admit(email) {
      if (device?.emailDigest === digest(email)) {
        hashing().requirePlace("first")
        if (await countDevice(device, address)) return { lane: "first", takeBack: async () => undefined }
      }
      if (device) await admitStranger(address)
      return { lane: "last", takeBack: await countGuess(email, address) }
    },
  }
}

/**
 * Throws where {@link beginSignIn} would at no cost: for a stranger while the queue is full, or whose address is known
 * to be over. Counts nothing.
 *
 * @throws Sock8Error `RATE_LIMITED`, `UNAVAILABLE`
 */
export async function refuseKnownSignIn(request: Request): Promise<void> {
  if (await readDevice(request.headers.get("cookie"))) return
  hashing().requirePlace("last")
  refuseKnownStranger(realtime.addressOf(request))
}

async function admitStranger(address: string | undefined): Promise<void> {
  // First, as it costs nothing; and a try that is not made is not counted.
  hashing().requirePlace("last")
  await countStranger(address)
}
