import { Listeners } from "./listeners"
import { Pacer } from "./pacer"

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
    this.put(value)
    this.notify()
  }

  /** Changes the value without calling back. */
  protected put(value: Value): void {
    this.#value = value
  }

  protected notify(): void {
    this.#listeners.tell()
  }
}

/**
 * A store for what can change many times in one frame. The value is always the newest one. Listeners render pages,
 * which costs more than a change, so they are called when the pacer says: once for all changes until then.
 */
export class PacedStore<Value> extends Store<Value> {
  readonly #pacer: Pacer
  readonly #ring = () => super.notify()

  constructor(value: Value, pacer = new Pacer()) {
    super(value)
    this.#pacer = pacer
  }

  /** Changes the value, and calls back at the pacer's time. {@link set} never waits. */
  setSoon(value: Value): void {
    this.put(value)
    this.#pacer.soon(this.#ring)
  }

  protected override notify(): void {
    this.#pacer.forget(this.#ring)
    super.notify()
  }
}
