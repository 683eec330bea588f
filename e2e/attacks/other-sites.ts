/** Addresses of pages that are not the app's, however much they look like it. */

/** What a browser says in `Sec-Fetch-Site` of a request that no page of the app sent. */
export const FETCH_SITES = ["cross-site", "same-site", "none"] as const

/** Values of `Origin` that are not the address `base`. */
export function otherSites(base: string): string[] {
  const { host, hostname, port } = new URL(base)
  return [
    ...[
      "null",
      "https://evil.example",
      `http://${host}.evil.example`,
      `http://evil.example/${host}`,
      "file://",
    ],
    ...[
      `http://${hostname}.evil.example:${port}`,
      `http://x.${host}`,
      `http://${hostname}`,
      `http://${host}0`,
    ],
    ...[`http://localhost:${port}`, `http://[::1]:${port}`, `http://${hostname}:${Number(port) + 1}`],
    ...[
      `ftp://${host}`,
      `chrome-extension://${host}`,
      `javascript://${host}`,
      `//${host}`,
      host,
      "*",
      "undefined",
    ],
    ...[
      `http://evil.example@${hostname}.evil.example:${port}`,
      `http://evil.example#${host}`,
      "http://",
      "x y",
    ],
  ]
}
