import { isVisible } from "../visible-text"

/** Characters that show nothing, or something else than they are: controls, marks of direction, separators. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu
/** Spaces of any width, and letters that look like one. */
const SPACES = /[\p{Zs}\u115f\u1160\u2800\u3164\uffa0]+/gu

/**
 * A name as it may stand beside a message: it cannot reverse the text after it or push it out of sight. Joiners stay, since
 * scripts and emoji need them. May be "", where nothing visible is left.
 */
export function displayName(text: string): string {
  const name = text
    .normalize("NFC")
    .replace(/[\t\n\r]/g, " ")
    .replace(INVISIBLE, "")
    .replace(SPACES, " ")
    .trim()
  return isVisible(name) ? name : ""
}
