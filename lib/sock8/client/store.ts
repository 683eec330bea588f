import { Listeners } from "./listeners"

/** One value that can be watched: what `useSyncExternalStore` asks for. */
export class Store<Value> {
  #value: Value
  readonly #listeners = new Listeners<void>()

  constructor(value: Value) {
    this.#value = value
  }

  // Arrows, so that React can be given the two without their object.
  readonly getSnapshot = (): Value => this.#value

  /** Calls back after each change. Returns the undo. */
  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener)

  set(value: Value): void {
    this.#value = value
    this.#listeners.tell()
  }
}
