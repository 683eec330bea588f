/**
 * What was typed and not sent yet. It stays until the tab is closed or its person signs out in it, so that one click away
 * and back loses nothing. It belongs to one person and one place: another person who signs in in this tab is never shown it.
 */
import { Listeners } from "@/lib/sock8/client/listeners"

/** Where drafts outlive the page: `sessionStorage`, or nothing where the browser's settings close it to pages. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">

/** Whose a draft is, and of what: such as a chat. */
export interface DraftKey {
  readonly person: string
  readonly place: string
}

const PREFIX = "grantway.draft."

/** The drafts of one tab. */
export class Drafts {
  readonly #findStorage: () => DraftStorage
  /** Also what the storage did not take. */
  readonly #texts = new Map<string, string>()
  readonly #listeners = new Listeners<void>()
  #person: string | undefined

  constructor(findStorage: () => DraftStorage) {
    this.#findStorage = findStorage
  }

  /** Calls back after each change. Returns the undo. */
  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener)

  /** The draft; empty where there is none. */
  read(key: DraftKey): string {
    const name = nameOf(key)
    const known = this.#texts.get(name)
    if (known !== undefined) return known
    const text = this.#try((storage) => storage.getItem(name)) ?? ""
    this.#texts.set(name, text)
    return text
  }

  /** Keeps a draft. An empty one is forgotten. */
  write(key: DraftKey, text: string): void {
    this.forgetOthers(key.person)
    const name = nameOf(key)
    this.#texts.set(name, text)
    this.#try((storage) => (text === "" ? storage.removeItem(name) : storage.setItem(name, text)))
    this.#listeners.tell()
  }

  /** Forgets a draft that was sent, unless it was written on meanwhile. */
  sent(key: DraftKey, text: string): void {
    if (this.read(key) === text) this.write(key, "")
  }

  /** Forgets what other people left in this tab, once this person uses it. */
  forgetOthers(person: string): void {
    if (this.#person === person) return
    this.#person = person
    this.#remove((name) => !name.startsWith(nameOf({ person, place: "" })))
  }

  /** Forgets everything that was left in this tab, such as when its person signed out in it. */
  forgetAll(): void {
    this.#remove(() => true)
    this.#listeners.tell()
  }

  #remove(isGone: (name: string) => boolean): void {
    const goes = (name: string) => name.startsWith(PREFIX) && isGone(name)
    for (const name of [...this.#texts.keys()].filter(goes)) this.#texts.delete(name)
    this.#try((storage) => {
      const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "")
      for (const name of names.filter(goes)) storage.removeItem(name)
    })
  }

  /** A browser may have no storage for this page, or no room left in it: then drafts last as long as the page. */
  #try<Value>(use: (storage: DraftStorage) => Value): Value | undefined {
    try {
      return use(this.#findStorage())
    } catch {
      return undefined
    }
  }
}

/** The drafts of this tab. */
export const drafts = new Drafts(() => sessionStorage)

/** No person's name is the beginning of another's: what separates the parts is escaped in them. */
function nameOf({ person, place }: DraftKey): string {
  return `${PREFIX}${encodeURIComponent(person)}/${encodeURIComponent(place)}`
}
