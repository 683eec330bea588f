import type { IncomingMessage } from "node:http"
import type { ErrorCode } from "../sock8/core/errors"
import { giveBody, takeBody } from "./take-body"

/** What a body may be, and who learns about it. Of the last two one is called, or neither if the client leaves. */
export interface Reception {
  readonly maxBytes: number
  /** Milliseconds from the end of the headers to the end of the body. */
  readonly withinMs: number
  /** The body is expected, as far as its announced length goes. */
  readonly onAccepted: () => void
  /** The body lies in the request, whole. */
  readonly onWhole: () => void
  readonly onRefused: (code: Extract<ErrorCode, "PAYLOAD_TOO_LARGE" | "REQUEST_TIMEOUT">) => void
}

/**
 * Holds a request back until its body is there, counted and timed. Next would copy what arrives into memory, up to 10
 * MB of it, and wait for the rest without an end.
 */
export function receiveBody(request: IncomingMessage, reception: Reception): void {
  const { maxBytes, withinMs, onAccepted, onWhole, onRefused } = reception
  // A length may be missing or wrong, so this is only the early answer.
  if (Number(request.headers["content-length"]) > maxBytes) {
    onRefused("PAYLOAD_TOO_LARGE")
    return
  }
  const body = new BoundedBytes(maxBytes)
  const timeout = setTimeout(() => onRefused("REQUEST_TIMEOUT"), withinMs)
  const stopTimer = () => clearTimeout(timeout)
  request.once("close", stopTimer)
  takeBody(request, (piece) => {
    if (piece !== null && body.add(piece)) return true
    stopTimer()
    if (piece !== null) {
      onRefused("PAYLOAD_TOO_LARGE")
      return true
    }
    giveBody(request, body.bytes())
    onWhole()
    return false
  })
  onAccepted()
}

/** Bytes in one buffer that grows as they come: a list of pieces of one byte each would take 200 times their size. */
class BoundedBytes {
  #buffer = Buffer.alloc(0)
  #length = 0
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** Adds a piece, or answers `false` where it does not fit. */
  add(piece: Buffer): boolean {
    const length = this.#length + piece.length
    if (length > this.#max) return false
    if (length > this.#buffer.length) this.#grow(length)
    piece.copy(this.#buffer, this.#length)
    this.#length = length
    return true
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#max, Math.max(needed, 2 * this.#buffer.length)))
    this.#buffer.copy(larger)
    this.#buffer = larger
  }
}
