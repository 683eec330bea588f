import type { PresentRef } from "./channel-proxy"
import type { Presenting, RealtimeClient } from "./client"
import { nobody, type PresenceView } from "./presence-feed"
import { Store } from "./store"

/** The people of one channel as a value to watch. One is present there while somebody watches, and not before. */
export class PresenceLog<State> {
  readonly #client: RealtimeClient
  readonly #ref: PresentRef<State>
  readonly #view = new Store<PresenceView<State>>(nobody)
  #state: State | undefined
  #watchers = 0
  #presenting: Presenting<State> | undefined

  constructor(client: RealtimeClient, ref: PresentRef<State>, state: State | undefined) {
    this.#client = client
    this.#ref = ref
    this.#state = state
  }

  readonly getSnapshot = (): PresenceView<State> => this.#view.getSnapshot()

  readonly subscribe = (listener: () => void): (() => void) => {
    const silence = this.#view.subscribe(listener)
    this.#watchers += 1
    this.#presenting ??= this.#client.present(this.#ref, (view) => this.#view.set(view), this.#state)
    return () => {
      silence()
      this.#watchers -= 1
      if (this.#watchers > 0) return
      this.#presenting?.leave()
      this.#presenting = undefined
    }
  }

  update(state: State): void {
    this.#state = state
    this.#presenting?.update(state)
  }
}
