import { expect, test } from "vitest"
import { isBelowApi, parseAddress } from "./paths"

const pathOf = (address: string) => parseAddress(address)?.pathname

test("S-4 a path is judged as Next reads it, however it is written", () => {
  for (const address of [
    ...["/api/../sign-in", "/api/%2e%2e/sign-in", "/api/.%2E/sign-in", "/api/auth/../../sign-in"],
    ...["/api\\..\\sign-in", "http://elsewhere.example/api/../sign-in", "/api/./../sign-in?/api/"],
  ]) {
    expect(pathOf(address), address).toBe("/sign-in")
  }
})

test("S-4 another spelling of a route gets the stricter rules of a page", () => {
  for (const address of ["/%61pi/wave", "/API/wave", "//api/wave", "/x/..//api/wave", "/?/api/", "/#/api/"]) {
    expect(isBelowApi(pathOf(address) ?? ""), address).toBe(false)
  }
  for (const address of [
    "/api/wave",
    "/api/wave?x=/../..",
    "/x/../api/wave",
    "http://app.example/api/wave",
  ]) {
    expect(isBelowApi(pathOf(address) ?? ""), address).toBe(true)
  }
})

test("S-4 an address that cannot be parsed has no path", () => {
  for (const address of ["*", "", "http://[", "api/wave"]) expect(pathOf(address), address).toBeUndefined()
})
