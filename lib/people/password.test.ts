import { expect, test } from "vitest"
import { hashPassword, MAX_PASSWORD_LENGTH, verifyPassword } from "./password"

const CHEAP = { N: 1024, r: 8, p: 1 }

test("the right password fits its hash, and no other does", async () => {
  const hash = await hashPassword("correct horse battery")
  expect(await verifyPassword("correct horse battery", hash)).toBe(true)
  expect(await verifyPassword("correct horse batterY", hash)).toBe(false)
  expect(await verifyPassword("", hash)).toBe(false)
})

test("the same password has another hash each time, and the hash does not hold it", async () => {
  const hash = () => hashPassword("open-sesame", CHEAP)
  const [first, second] = await Promise.all([hash(), hash()])
  expect(first).not.toBe(second)
  expect(first).not.toContain("open-sesame")
})

test("a hash names its own cost, so that those of another cost stay valid", async () => {
  const hash = await hashPassword("older", CHEAP)
  expect(hash).toMatch(/^scrypt\$1024\$8\$1\$/)
  expect(await verifyPassword("older", hash)).toBe(true)
  expect(await verifyPassword("newer", hash)).toBe(false)
})

test("an é is the same password however the keyboard composed it", async () => {
  const hash = await hashPassword("caf\u00e9 au lait", CHEAP)
  expect(await verifyPassword("cafe\u0301 au lait", hash)).toBe(true)
})

test("nobody's password is never right", async () => {
  expect(await verifyPassword("anything", undefined)).toBe(false)
  for (const broken of ["plain text", "scrypt$1$1$1$$"]) {
    expect(await verifyPassword("anything", broken)).toBe(false)
  }
})

test("a password that nobody has takes as long as a wrong one", async () => {
  const hash = await hashPassword("right")
  const wrong = await millisecondsOf(() => verifyPassword("wrong", hash))
  const nobody = await millisecondsOf(() => verifyPassword("wrong", undefined))
  // Both hash once; without that, nobody's would take a thousandth of the other's time.
  expect(nobody).toBeGreaterThan(wrong / 4)
})

test("a password longer than the bound is wrong, also where it begins with the right one", async () => {
  const longest = "x".repeat(MAX_PASSWORD_LENGTH)
  const hash = await hashPassword(longest, CHEAP)
  expect(await verifyPassword(longest, hash)).toBe(true)
  expect(await verifyPassword(`${longest}x`, hash)).toBe(false)
  expect(await verifyPassword("x".repeat(1_000_000), await hashPassword("", CHEAP))).toBe(false)
})

async function millisecondsOf(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}
