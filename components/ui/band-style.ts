const tones = {
  waiting: "border-waiting/25 bg-waiting-wash",
  refused: "border-refused/25 bg-refused-wash",
} as const

/** Classes of a band across the page that says something about all of it, with one button at its end. */
export function bandStyle(tone: keyof typeof tones): string {
  return `flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b px-5 py-3.5 sm:px-8 ${tones[tone]}`
}
