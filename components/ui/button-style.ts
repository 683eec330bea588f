const shape =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-4 text-sm font-medium transition-colors " +
  "disabled:cursor-not-allowed aria-disabled:cursor-not-allowed"

const faded = "disabled:opacity-60 aria-disabled:opacity-60"

// Faded green would look like a mistake: what cannot be pressed is grey.
const grey = "disabled:bg-line disabled:text-ink-faint aria-disabled:bg-line aria-disabled:text-ink-faint"

const kinds = {
  /** The one thing to do here. */
  primary: `bg-accent text-on-accent hover:bg-accent-strong ${grey}`,
  /** Something else one may do. */
  secondary: `border border-line-strong/50 bg-surface text-ink hover:border-line-strong hover:bg-sunken ${faded}`,
  /** The place of something that is not there yet, and can be put there. */
  dashed: `border border-dashed border-line-strong/50 text-ink-soft hover:border-line-strong hover:bg-sunken hover:text-ink ${faded}`,
  /** Always there, never in the way. */
  quiet: `text-ink-soft hover:bg-sunken hover:text-ink ${faded}`,
} as const

/** Classes of anything that looks like a button: `<button>`, Base UI's `Button`, or a `<Link>`. */
export function buttonStyle(kind: keyof typeof kinds): string {
  return `${shape} ${kinds[kind]}`
}
