import { updateInitialEnv } from "@next/env"
import type { NextConfig } from "next"
import { PHASE_DEVELOPMENT_SERVER } from "next/constants"
import { developmentEnvironment } from "./lib/development-secrets"
import { vercelHeaders } from "./lib/http/strict-transport"
import { malformedPathRewrites } from "./lib/malformed-path"
import { apiContentSecurityPolicy, securityHeaders } from "./lib/security-headers"

const config: NextConfig = {
  poweredByHeader: false,
  // Nothing here needs the image optimiser, and strangers could keep it busy.
  images: { unoptimized: true },
  // People open the address either way; Next takes the second for a foreign one.
  allowedDevOrigins: ["127.0.0.1"],
  // Next writes files of its own choosing into the project otherwise.
  agentRules: false,
  // They bring their own loading of code, which a bundle breaks; only the embedded Redis uses them.
  serverExternalPackages: ["fengari", "ioredis"],
  experimental: {
    // `forbidden()` answers with a real 403.
    authInterrupts: true,
    // A link that is followed without a connection waits for one: else the browser's error page takes the place of the
    // page, and of what is being written and sent there.
    useOffline: true,
    // Of a body that comes to a page before `lib/http/` stands in front of it: as much as a page may be sent.
    proxyClientMaxBodySize: "4kb",
  },
  rewrites: async () => ({
    beforeFiles: malformedPathRewrites,
    afterFiles: [
      // The raw Markdown of a page of the documentation.
      { source: "/docs/:path*.md", destination: "/markdown/:path*" },
      // A refused or failed page names no icon, and browsers then ask for this one.
      { source: "/favicon.ico", destination: "/icon.svg" },
    ],
    fallback: [],
  }),
  headers: async () => [
    {
      source: "/:path*",
      headers: Object.entries({ ...securityHeaders, ...vercelHeaders(process.env.VERCEL) }).map(
        ([key, value]) => ({ key, value }),
      ),
    },
    { source: "/api/:path*", headers: [{ key: "Content-Security-Policy", value: apiContentSecurityPolicy }] },
  ],
}

/** Next reads this before it loads anything of ours, so what is set here is set everywhere. */
export default function nextConfig(phase: string): NextConfig {
  if (phase === PHASE_DEVELOPMENT_SERVER && !process.env.VERCEL) {
    const madeUp = developmentEnvironment(process.env)
    Object.assign(process.env, madeUp)
    // Whoever edits an .env file has Next set the environment back to how it was at the start.
    updateInitialEnv(madeUp)
  }
  return config
}
