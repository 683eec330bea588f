import { expect, test } from "vitest"
import { answersVersion, findProgram, placesOnPath, type Search } from "./find-program"

const search = (over: Partial<Search>): Search => ({
  what: "teapot",
  variable: "TEAPOT",
  env: {},
  places: ["/first", "/second"],
  works: (path) => path !== "/first",
  ...over,
})

test("the first place that works is taken", () => {
  expect(findProgram(search({}))).toEqual({ state: "found", path: "/second" })
})

test("the variable comes before every place", () => {
  expect(findProgram(search({ env: { TEAPOT: "/mine" } }))).toEqual({ state: "found", path: "/mine" })
})

test("a place is tried by its path alone, whatever else the check could take", () => {
  const programs = search({ places: ["/no-such-program", process.execPath], works: answersVersion })
  expect(findProgram(programs)).toEqual({ state: "found", path: process.execPath })
})

test("a variable that names something unusable is an answer, not a reason to look further", () => {
  expect(findProgram(search({ env: { TEAPOT: "/first" } }))).toEqual({
    state: "missing",
    sentence: "TEAPOT is /first, and that does not start as teapot.",
  })
})

test("an empty variable counts as unset", () => {
  expect(findProgram(search({ env: { TEAPOT: "" } }))).toEqual({ state: "found", path: "/second" })
})

test("nothing that works is told in a sentence", () => {
  expect(findProgram(search({ works: () => false }))).toEqual({
    state: "missing",
    sentence: "There is no teapot here.",
  })
})

test("the first name is looked for in every folder before the second", () => {
  expect(placesOnPath(["a", "b"], { PATH: "/x::/y" }, "linux")).toEqual(["/x/a", "/y/a", "/x/b", "/y/b"])
})

test("Windows has its own separators, its own ending, and may call the variable Path", () => {
  expect(placesOnPath(["a"], { Path: "C:\\x;D:\\y" }, "win32")).toEqual(["C:\\x\\a.exe", "D:\\y\\a.exe"])
})

test("a program that is there and answers works; one that is not does not", () => {
  expect(answersVersion(process.execPath)).toBe(true)
  expect(answersVersion(`${process.execPath}-that-is-not-there`)).toBe(false)
})

test("a file that is no program does not work", () => {
  expect(answersVersion(import.meta.filename)).toBe(false)
})
