import type { Bytes } from "../bytes"
import { RedisError, syntaxError } from "../reply"

const minInteger = -(2n ** 63n)
const maxInteger = 2n ** 63n - 1n

/** Reads the arguments of a command from left to right, with the errors that Redis has for each kind. */
export class Arguments {
  readonly #words: readonly Bytes[]
  #next = 0

  /** Without the name of the command. */
  constructor(words: readonly Bytes[]) {
    this.#words = words
  }

  get left(): number {
    return this.#words.length - this.#next
  }

  string(): Bytes {
    const word = this.#words[this.#next]
    if (word === undefined) throw syntaxError()
    this.#next += 1
    return word
  }

  integer(): number {
    return parseInteger(this.string())
  }

  /** How many to take. */
  count(): number {
    const word = this.string()
    if (!/^\d+$/.test(word)) throw new RedisError("ERR value is out of range, must be positive")
    return parseInteger(word)
  }

  float(): number {
    return parseFloatStrictly(this.string())
  }

  /** All that is left. */
  rest(): Bytes[] {
    const words = this.#words.slice(this.#next)
    this.#next = this.#words.length
    return words
  }

  /** All that is left, two by two. An odd number of them is the error given. */
  pairs(odd: () => RedisError): [Bytes, Bytes][] {
    if (this.left % 2 !== 0) throw odd()
    const pairs: [Bytes, Bytes][] = []
    while (this.left > 0) pairs.push([this.string(), this.string()])
    return pairs
  }

  /** Takes the next word if it is one of these options, in any case. */
  option<Option extends string>(...options: Option[]): Option | undefined {
    const word = this.#words[this.#next]?.toUpperCase()
    const option = options.find((candidate) => candidate === word)
    if (option !== undefined) this.#next += 1
    return option
  }

  /** Nothing may follow. */
  end(): void {
    if (this.left > 0) throw syntaxError()
  }
}

/** A 64-bit integer in the one spelling that Redis accepts. Beyond 2^53 the number is rounded. */
export function parseInteger(word: Bytes): number {
  return Number(parseBigInteger(word))
}

/** A 64-bit integer, exactly. */
export function parseBigInteger(word: Bytes): bigint {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(word)) throw notAnInteger()
  return checkInteger(BigInt(word), notAnInteger)
}

/** Refuses an integer that 64 bits cannot hold. */
export function checkInteger(value: bigint, error: () => RedisError): bigint {
  if (value < minInteger || value > maxInteger) throw error()
  return value
}

/** The error for what should have been an integer. */
export function notAnInteger(): RedisError {
  return new RedisError("ERR value is not an integer or out of range")
}

/** A number with a fraction, an exponent, or an infinity. */
export function parseFloatStrictly(word: Bytes, error = "ERR value is not a valid float"): number {
  const infinity = /^([+-]?)inf(inity)?$/i.exec(word)
  if (infinity) return infinity[1] === "-" ? -Infinity : Infinity
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) throw new RedisError(error)
  return Number(word)
}
