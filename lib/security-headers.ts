/** What every answer tells the browser not to do. */

/**
 * The same for every answer, files among them; set by `next.config.ts`. The policy is the part that needs no
 * nonce: pages get the strict one from `middleware.ts` in its place, and keep this one where that is skipped.
 */
export const securityHeaders = {
  "Content-Security-Policy": "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
} as const

/** For answers that are data: whoever gets a browser to show one as a page has a page that may do nothing. */
export const apiContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'"

/** What a page's policy depends on. */
export interface PagePolicy {
  /** Of this request alone. Scripts that carry it run, and so do those that they load. */
  readonly nonce: string
  readonly isDevelopment: boolean
  /** Whether people come by https: everything that a page loads then has to. */
  readonly isHttps: boolean
  /** Whether the sign-in form leads to GitHub. */
  readonly signsInWithGitHub: boolean
}

/** What a page may load, which scripts run in it and where its forms may go; set by `middleware.ts`. */
export function contentSecurityPolicy(page: PagePolicy): string {
  const directives = [
    "default-src 'self'",
    // `'strict-dynamic'` makes newer browsers ignore `'self'`; it is there for those that do not know it. React
    // needs `eval` for its stack traces while one develops, and for nothing else.
    `script-src 'self' 'nonce-${page.nonce}' 'strict-dynamic'${page.isDevelopment ? " 'unsafe-eval'" : ""}`,
    // Toasts bring their own style element, and a nonce would not cover `style` attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    // Chromium asks this of the redirects after a form, too.
    `form-action 'self'${page.signsInWithGitHub ? " https://github.com" : ""}`,
    "frame-ancestors 'none'",
  ]
  if (page.isHttps) directives.push("upgrade-insecure-requests")
  return directives.join("; ")
}

/** A nonce for one answer: 128 random bits, as text that may stand in a header and in an attribute. */
export function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
}
