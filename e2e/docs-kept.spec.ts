/** What a page of the documentation costs a production server after the first visit. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startOwnServer } from "./attacks/own-server"
import { expect, test } from "./fixtures/test"

const probe = new URL("./fixtures/count-docs-reads.cjs", import.meta.url)

test("S-17 a production server reads the documentation once, and pages keep a nonce of their own", async ({
  request,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "grantway-docs-"))
  const file = join(folder, "reads")
  const server = startOwnServer(5, {
    DOCS_READS: file,
    NODE_OPTIONS: `--require=${JSON.stringify(fileURLToPath(probe))}`,
  })
  try {
    expect(await server.started).toBeUndefined()
    const nonces = new Set<string>()
    for (const path of [
      "/docs",
      "/docs/security",
      "/docs/security",
      "/docs/no-such-page",
      "/docs/errors",
      "/docs",
    ]) {
      const answer = await request.get(`${server.url}${path}`)
      expect(answer.status(), path).toBe(path.endsWith("no-such-page") ? 404 : 200)
      nonces.add(/'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "")?.[1] ?? "")
    }
    expect(readFileSync(file, "utf8").match(/read/g)).toHaveLength(1)
    expect(nonces.size, "each answer is rendered for its own request").toBe(6)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
})
