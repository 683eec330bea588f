/**
 * How processes that have a secret in common talk to each other: TLS with a pre-shared key. Each side proves that it
 * has the key in the handshake of every connection, and neither sends it. Who does not have it learns nothing, can
 * pass on nothing but what it cannot read, and can alter nothing.
 */
import { hkdfSync } from "node:crypto"
import type { AgentOptions, ServerOptions } from "node:https"

/** What the key is for: the same secret with another purpose is another key. */
const PURPOSE = "embedded Redis of grantway, between processes that share this secret, version 1"
const IDENTITY = "grantway"

/** Only suites with a pre-shared key: no certificate proves anything here. Their handshake is that of TLS 1.2 in Node. */
const PROTOCOL = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const

/** How long the server waits for a handshake. */
const HANDSHAKE_MS = 5_000

/** For the side that listens. */
export function serverOptions(secret: string): ServerOptions {
  const psk = keyOf(secret)
  return {
    ...PROTOCOL,
    handshakeTimeout: HANDSHAKE_MS,
    pskCallback: (_socket, identity) => (identity === IDENTITY ? psk : null),
  }
}

/** For the side that connects. A connection that was proved is kept and used again. */
export function clientOptions(secret: string): AgentOptions {
  const psk = keyOf(secret)
  return {
    ...PROTOCOL,
    keepAlive: true,
    // There is no certificate whose name could be compared. The key is what proves the other side.
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk, identity: IDENTITY }),
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, 32))
}
