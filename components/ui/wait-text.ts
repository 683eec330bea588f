/** How long to wait, as a part of a sentence such as "Try again in 42 seconds". */
export function waitText(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "a second" : `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}
