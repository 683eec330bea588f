/** The part of a key's event that tells who gets it. */
export interface KeyPress {
  readonly isComposing: boolean
  readonly keyCode: number
}

/** What browsers say instead of a key that an input method takes. */
const TAKEN_BY_INPUT_METHOD = 229

/**
 * Tells whether a key goes to an input method and not to the page: an Enter that ends the writing of a kanji is not
 * one that sends. Everything that listens to keys in a box asks this first.
 *
 * `isComposing` is not enough: in Safari the composition has ended when that Enter comes, and only its `keyCode`,
 * outdated as it is, tells whose it was. https://bugs.webkit.org/show_bug.cgi?id=165004
 */
export function isComposingKey({ isComposing, keyCode }: KeyPress): boolean {
  return isComposing || keyCode === TAKEN_BY_INPUT_METHOD
}
