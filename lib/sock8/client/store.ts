import { Alarms } from "./alarms"
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
 * which costs more than a change: so a change that follows another within a pause calls back at the end of the pause,
 * once with all others. A change after a quiet moment calls back at once.
 */
export class PacedStore<Value> extends Store<Value> {
  readonly #alarms = new Alarms()
  readonly #pauseMs: number
  #isBehind = false

  /** @param pauseMs Between two callbacks. Default 50: three frames, so that what moves still seems to move. */
  constructor(value: Value, pauseMs = 50) {
    super(value)
    this.#pauseMs = pauseMs
  }

  /** Changes the value, and calls back at once or at the end of the pause. {@link set} never waits. */
  setSoon(value: Value): void {
    this.put(value)
    if (this.#alarms.has("pause")) this.#isBehind = true
    else this.notify()
  }

  protected override notify(): void {
    this.#isBehind = false
    // Before the listeners are called: what one of them changes belongs to the next callback.
    this.#alarms.set("pause", this.#pauseMs, () => this.#isBehind && this.notify())
    super.notify()
  }
}
