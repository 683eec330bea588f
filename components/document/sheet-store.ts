/** One browser's sheet: what it heard of the lines, and what its person wrote that is not stored yet. */

import { oneLine } from "@/lib/documents/sheet"
import { Alarms } from "@/lib/sock8/client/alarms"
import type { RealtimeClient } from "@/lib/sock8/client/client"
import { type RealtimeError, remedyOf, toRealtimeError } from "@/lib/sock8/client/realtime-error"
import { createId, type Published } from "@/lib/sock8/client/requests"
import { PacedStore } from "@/lib/sock8/client/store"
import { type Edit, type Lines, noLines, noTexts, type Texts, withEdits, withTexts } from "./lines"
import { rebase } from "./text-changes"

/** One look at a sheet. */
export interface SheetView {
  /** What was stored, as far as this browser has heard. */
  readonly lines: Lines
  /** What lines said after each of the latest edits. */
  readonly texts: Texts
  /** What its person wrote and is not stored yet, by line: shown before anything that others wrote there. */
  readonly drafts: ReadonlyMap<number, string>
  /** Why the drafts are not stored; they are kept. */
  readonly error: RealtimeError | undefined
}

/** What a line says: before what is stored, what its person wrote. */
export function textOf({ lines, drafts }: Pick<SheetView, "lines" | "drafts">, line: number): string {
  return drafts.get(line) ?? lines.get(line)?.text ?? ""
}

/** A sheet before anything is known of it. */
export const emptySheet: SheetView = { lines: noLines, texts: noTexts, drafts: new Map(), error: undefined }

/** What a sheet needs. */
export interface SheetOptions {
  /** Says an edit, and resolves with its message's id. */
  readonly publish: (
    edit: { line: number; text: string },
    options: { id: string; keepalive: boolean },
  ) => Promise<Published>
  /** Milliseconds from one edit to the next one that is said. What is written between is said as one. Default 250. */
  readonly pauseMs?: number
  /** Milliseconds before another try, where the server does not name a time. Default 2000. */
  readonly againMs?: number
}

/** One edit that is being said. */
interface Try {
  readonly id: string
  readonly line: number
  readonly text: string
}

/** A sheet that says what is written, one edit at a time, so that the network cannot mix up their order. */
export class SheetStore {
  readonly view = new PacedStore<SheetView>(emptySheet)
  readonly #publish: SheetOptions["publish"]
  readonly #pauseMs: number
  readonly #againMs: number
  readonly #alarms = new Alarms()
  /** By line, the try under way, or the one that failed: tried again under its id, it is said once. */
  readonly #tries = new Map<number, Try>()
  /** Those under way that outlive the page. */
  readonly #kept = new Set<Try>()
  #sending = false

  constructor({ publish, pauseMs = 250, againMs = 2_000 }: SheetOptions) {
    this.#publish = publish
    this.#pauseMs = pauseMs
    this.#againMs = againMs
  }

  /** Takes edits that the channel told. Several that come together are shown together. */
  take(edits: readonly Edit[]): void {
    const view = this.view.getSnapshot()
    const [lines, texts] = [withEdits(view.lines, edits), withTexts(view.texts, edits)]
    if (lines !== view.lines || texts !== view.texts) this.view.setSoon({ ...view, lines, texts })
  }

  /**
   * Writes a line: at once in sight, and said as soon as what was said before it has had its pause.
   *
   * @param over What it was written over. Where others changed that meanwhile, both changes are made. Default: what
   * the line says now.
   * @returns What the line says now.
   */
  write(line: number, text: string, over?: string): string {
    const view = this.view.getSnapshot()
    const now = textOf(view, line)
    const written = over === undefined || over === now ? text : oneLine(rebase(over, text, now))
    this.#show({ drafts: new Map(view.drafts).set(line, written) })
    void this.#sendNext()
    return written
  }

  /** Tries again to say what could not be said. */
  readonly again = (): void => {
    this.#alarms.clear("next")
    void this.#sendNext()
  }

  /**
   * Says all drafts now and side by side, since the page may be gone before the next pause ends. The page does not
   * take these requests with it; all lines of a sheet are far below the 64 KiB that browsers let it leave behind.
   *
   * What is under way is said again, under its id. An edit of the same line may overtake it on the network, and
   * would be taken back: that is seldom, and without it the edit would be lost for certain.
   */
  readonly flush = (): void => {
    for (const [line, text] of this.view.getSnapshot().drafts) {
      const edit = this.#tryOf(line, text)
      if (this.#kept.has(edit)) continue
      this.#kept.add(edit)
      void this.#send(edit).finally(() => this.#kept.delete(edit))
    }
  }

  async #sendNext(): Promise<void> {
    const [next] = this.view.getSnapshot().drafts
    if (!next || this.#sending || this.#alarms.has("next")) return
    this.#sending = true
    const pauseMs = await this.#send(this.#tryOf(...next))
    this.#sending = false
    if (pauseMs !== undefined) this.#alarms.set("next", pauseMs, () => void this.#sendNext())
  }

  #tryOf(line: number, text: string): Try {
    const known = this.#tries.get(line)
    const edit = known?.text === text ? known : { id: createId(), line, text }
    this.#tries.set(line, edit)
    return edit
  }

  /** Answers how long to wait before the next one; `undefined` where only a person can help. */
  async #send(edit: Try): Promise<number | undefined> {
    const { id, line, text } = edit
    try {
      const published = await this.#publish({ line, text }, { id, keepalive: this.#kept.has(edit) })
      // The second answer to what was said twice says nothing about what was written since.
      const isNews = this.#tries.get(line) === edit
      if (isNews) this.#tries.delete(line)
      this.#store({ id: published.id, line, text, by: null }, isNews)
      return this.#pauseMs
    } catch (cause) {
      const error = toRealtimeError(cause)
      this.#show({ error })
      const againMs = error.retryAfter === undefined ? this.#againMs : error.retryAfter * 1000
      return remedyOf(error) === "retry" ? againMs : undefined
    }
  }

  /** An edit is stored. What its person wrote in that line meanwhile comes after what they wrote elsewhere. */
  #store(edit: Edit, isNews: boolean): void {
    const { lines, texts, drafts } = this.view.getSnapshot()
    const left = new Map(drafts)
    const draft = left.get(edit.line)
    if (isNews) left.delete(edit.line)
    if (isNews && draft !== undefined && draft !== edit.text) left.set(edit.line, draft)
    const heard = { lines: withEdits(lines, [edit]), texts: withTexts(texts, [edit]) }
    this.#show({ ...heard, drafts: left, error: undefined })
  }

  #show(change: Partial<SheetView>): void {
    this.view.set({ ...this.view.getSnapshot(), ...change })
  }
}

const sheets = new WeakMap<RealtimeClient, Map<string, SheetStore>>()

/** The sheet of a client's document. It outlives the page, so that what could not be stored is there on return. */
export function sheetOf(
  client: RealtimeClient,
  documentId: string,
  publish: SheetOptions["publish"],
): SheetStore {
  const ofClient = sheets.get(client) ?? new Map<string, SheetStore>()
  sheets.set(client, ofClient)
  const sheet = ofClient.get(documentId) ?? new SheetStore({ publish })
  ofClient.set(documentId, sheet)
  return sheet
}
