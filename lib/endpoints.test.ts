import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { curlLine } from "@/components/api-keys/make-key"
import { endpoints } from "./endpoints"

const app = fileURLToPath(new URL("../app", import.meta.url))

test("K-9 the routes are where the app says that they are", () => {
  expect(existsSync(`${app}${endpoints.stream}/route.ts`)).toBe(true)
  expect(existsSync(`${app}${endpoints.channels}/[...all]/route.ts`)).toBe(true)
})

test("K-9 the lines to try a key with lead to them", () => {
  const row = (action: string) => ({
    path: "team.{teamId}.chat",
    params: { teamId: "red" },
    actions: [action],
  })
  const line = (action: string) =>
    curlLine({ origin: "https://app.example", key: "gw_x", scope: [row(action)], sample: { text: "hi" } })
  expect(line("read")).toContain(`"https://app.example${endpoints.stream}?channel=team.red.chat"`)
  expect(line("publish")).toContain(`"https://app.example${endpoints.channels}/publish"`)
  expect(line("publish")).toContain('{"channel":"team.red.chat","data":{"text":"hi"}}')
})
