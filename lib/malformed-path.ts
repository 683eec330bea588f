/**
 * Addresses whose percent-encoding nobody can read. Next answers them with a bare 500 wherever a route has a
 * parameter; so they are led to a route of their own before any other is looked for.
 */

const NEXT = "%[89ab][0-9a-f]"

/** One character of a path, as itself or as the UTF-8 that it is encoded in: RFC 3629, section 4. */
const CHARACTER = [
  "[^%]",
  "%[0-7][0-9a-f]",
  `%(?:c[2-9a-f]|d[0-9a-f])${NEXT}`,
  `%e0%[ab][0-9a-f]${NEXT}`,
  `%(?:e[1-9a-c]|e[ef])${NEXT}${NEXT}`,
  `%ed%[89][0-9a-f]${NEXT}`,
  `%f0%[9ab][0-9a-f]${NEXT}${NEXT}`,
  `%f[1-3]${NEXT}${NEXT}${NEXT}`,
  `%f4%8[0-9a-f]${NEXT}${NEXT}`,
].join("|")

/** Matches what `decodeURIComponent` throws at, as the source of a regular expression without regard to case. */
export const MALFORMED = `(?!(?:${CHARACTER})*$).*`

/** For `next.config.ts`: where such addresses are answered, below `/api` and elsewhere. */
export const malformedPathRewrites = [
  { source: `/api/(${MALFORMED})`, destination: "/api/malformed" },
  { source: `/(${MALFORMED})`, destination: "/malformed" },
]
