import { ChannelLog, type ChannelLogOptions } from "./channel-log"
import type { AnyRef } from "./channel-proxy"
import { type ChannelView, idleView } from "./channel-view"
import type { RealtimeClient } from "./client"

/** The views of several channels as one value, in the order of their refs. */
export class ChannelLogs {
  readonly #logs: readonly ChannelLog<unknown>[]
  readonly #idle: readonly ChannelView<unknown>[]
  #views: readonly ChannelView<unknown>[]

  constructor(client: RealtimeClient, refs: readonly AnyRef[], options: ChannelLogOptions) {
    this.#logs = refs.map((ref) => new ChannelLog(client, ref, options))
    this.#idle = refs.map(() => idleView)
    this.#views = this.#idle
  }

  readonly getIdle = (): readonly ChannelView<unknown>[] => this.#idle

  /** The same array for as long as no channel changed. */
  readonly getSnapshot = (): readonly ChannelView<unknown>[] => {
    const views = this.#logs.map((log) => log.getSnapshot())
    if (views.some((view, index) => view !== this.#views[index])) this.#views = views
    return this.#views
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const undos = this.#logs.map((log) => log.subscribe(listener))
    return () => {
      for (const undo of undos) undo()
    }
  }
}
