/** What a shared document is: a sheet of so many lines. Pure, and the same in the browser and on the server. */

/** How many lines a sheet has. None is put in or taken out, so that a number always means the same line. */
export const LINES = 12

/** Most characters of one line. */
export const MAX_CHARACTERS = 160

/** What begins another line, and what is no character to show: control characters, and halves of characters. */
const NO_PART_OF_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu

/** A text as one line can hold it: what was pasted from elsewhere becomes one line, and ends where a line does. */
export function oneLine(text: string): string {
  return text.slice(0, MAX_CHARACTERS).replace(NO_PART_OF_A_LINE, " ")
}
