import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { refusals } from "../sock8/core/errors"
import { fillRequest, type Places, shownPlaces } from "./fill"
import { floodedForShell, floodedText } from "./floods"
import { attacks } from "./list"

const root = fileURLToPath(new URL("../..", import.meta.url))

const places: Places = {
  ...{ me: "ben", token: "abcdef.ghijkl.mnopqr", chat: "team.red.chat", readable: "notification.ben" },
  ...{ team: "team.blue.chat", org: "org.acme-eu.announcements", document: "document.blue" },
  long: "x".repeat(70_000),
}

test("each attack has a name of its own, and a defence in a file that is there", () => {
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length)
  expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length)
  for (const { id, defence } of attacks) expect(existsSync(join(root, defence)), id).toBe(true)
})

test("each refusal that is expected has the status that the table of refusals gives its code", () => {
  for (const { id, requests } of attacks) {
    for (const { expected } of requests) {
      if ("code" in expected) expect(refusals[expected.code].status, id).toBe(expected.status)
    }
  }
})

test("every place in a request is filled, and what is shown of it holds no whole token", () => {
  for (const { id, requests } of attacks) {
    for (const request of requests) {
      const sent = JSON.stringify(fillRequest(request, places))
      expect(sent, id).not.toMatch(/\{(?:me|token|chat|readable|team|org|document|long)\}(?!"\})/)
      const shown = JSON.stringify(fillRequest(request, shownPlaces(places)))
      expect(shown, id).not.toContain(places.token)
      expect(shown.length, id).toBeLessThan(1_000)
    }
  }
})

test("an attack that needs a channel which somebody does not have is not sent", () => {
  const [request] = attacks.find(({ id }) => id === "oversize")?.requests ?? []
  expect(() => request && fillRequest(request, { ...places, chat: undefined })).toThrow(
    "You have no channel to publish to",
  )
})

test("S-1 a line to copy sends the header that the attack is made of", () => {
  const [request] = attacks.find(({ id }) => id === "slow-pattern")?.requests ?? []
  const { cookie = "" } = request?.headers ?? {}
  const made = execFileSync("sh", ["-c", `printf %s '${floodedForShell(cookie)}'`], { encoding: "utf8" })
  expect(made).toBe(floodedText(cookie))
  expect(made).toHaveLength(11_002)
})

test("the list and what sends it import nothing of the server", () => {
  for (const file of [
    "list",
    "attacker",
    "fill",
    "forge-token",
    "send-attack",
    "tokens",
    "requests",
    "floods",
  ]) {
    const source = readFileSync(join(root, `lib/attacks/${file}.ts`), "utf8")
    const imported = [...source.matchAll(/from "([^"]+)"/g)].map(([, path]) => path)
    const strange = imported.filter((path) => !/^\.\/[\w-]+$|^\.\.\/sock8\/core\//.test(path ?? ""))
    expect(strange, file).toEqual([])
  }
})
