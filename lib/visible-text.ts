/** Tells texts that say something from those that only look empty. Pure, and the same in the browser and on the server. */

/**
 * A character that leaves something to be seen. Not spaces, not controls, not halves of characters, not what never is a
 * character, and nothing that Unicode has fonts leave out: joiners, marks of direction, selectors, fillers, tags. Three
 * more are drawn as nothing, though no property says so: an empty Braille cell, a note without a head, and the marks of
 * annotations.
 *
 * A code point without a character counts as visible: it may be an emoji that is newer than the Unicode of this Node or
 * browser. What is reserved for characters without a shape is left out by every version of Unicode.
 *
 * Joiners within an emoji or a word need no exception: what they join is visible.
 */
const VISIBLE =
  /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u2800\u{1d159}\ufff9-\ufffb]/u

/** Tells whether a text shows anything at all: one that does not is as good as empty. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text)
}
