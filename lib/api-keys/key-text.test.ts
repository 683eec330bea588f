import { expect, test } from "vitest"
import { formatKey, hashSecret, isKeyText, isSecretOf, newKeyText, parseKey } from "./key-text"

test("a key is read back, and fits where ids and bearers do", () => {
  const key = newKeyText()
  expect(parseKey(formatKey(key))).toEqual(key)
  expect(formatKey(key)).toMatch(/^gw_[A-Za-z0-9]{20}_[A-Za-z0-9]{44}$/)
})

test("no two keys are alike, and every letter and digit comes up", () => {
  const keys = Array.from({ length: 200 }, newKeyText)
  expect(new Set(keys.flatMap(({ id, secret }) => [id, secret])).size).toBe(400)
  expect(new Set(keys.map(({ secret }) => secret).join("")).size).toBe(62)
})

test("anything else that begins like a key is a malformed key, and no token", () => {
  const text = formatKey(newKeyText())
  for (const bad of [
    "gw_",
    `${text}x`,
    text.slice(0, -1),
    `${text}\n`,
    text.replace(/.$/, "-"),
    ` ${text}`,
  ]) {
    expect(parseKey(bad), bad).toBeUndefined()
  }
  expect(isKeyText("gw_anything")).toBe(true)
  expect(isKeyText("eyJhbGciOiJIUzI1NiJ9.e30.x")).toBe(false)
})

test("a hash knows its secret and no other, of whatever length", () => {
  const { secret } = newKeyText()
  const hash = hashSecret(secret)
  expect(hash).not.toContain(secret)
  expect(isSecretOf(hash, secret)).toBe(true)
  for (const other of [newKeyText().secret, secret.slice(1), "", hash])
    expect(isSecretOf(hash, other)).toBe(false)
  expect(isSecretOf("", secret)).toBe(false)
})
