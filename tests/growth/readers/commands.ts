/** What the embedded Redis reads: requests of anybody on this machine, then values that people wrote. */
import { IncomingMessage } from "node:http"
import { Socket } from "node:net"
import { toBytes, toText } from "@/lib/embedded-upstash/bytes"
import { encodeResult } from "@/lib/embedded-upstash/encode"
import { requireLocal } from "@/lib/embedded-upstash/guard"
import { Interpreter } from "@/lib/embedded-upstash/lua/interpreter"
import { loadFengari } from "@/lib/embedded-upstash/lua/load-fengari"
import { scriptFlags, scriptHash, withFloatLiterals, withoutShebang } from "@/lib/embedded-upstash/lua/source"
import { parseFloatStrictly, parseInteger } from "@/lib/embedded-upstash/memory/arguments"
import { matchesGlob } from "@/lib/embedded-upstash/memory/glob"
import { parseId } from "@/lib/embedded-upstash/memory/stream-ids"
import { findRefusal } from "@/lib/embedded-upstash/refused"
import { commandFromPath, parsePipeline, readBearer, readSegments } from "@/lib/embedded-upstash/request"
import type { Reader } from "./reader"

const interpreter = new Interpreter(await loadFengari())

function runScript(source: string, text: string) {
  const sha = scriptHash(source)
  return interpreter.run({ sha, source, keys: [], args: [toBytes(text)], call: () => null })
}

const requests: Reader[] = [
  {
    name: "the bearer of the database",
    files: ["lib/embedded-upstash/rest.ts"],
    read: (text) => readBearer(`Bearer ${text}`),
  },
  {
    name: "the host of the database",
    files: ["lib/embedded-upstash/guard.ts"],
    read: (text) => {
      const request = new IncomingMessage(new Socket())
      request.headers.host = text
      requireLocal(request)
    },
  },
  {
    name: "the path of a command",
    files: ["lib/embedded-upstash/rest.ts"],
    read: (text) => {
      const { pathname, searchParams } = new URL(`http://localhost/${text}?${text}`)
      return commandFromPath(readSegments(pathname), searchParams, Buffer.from(text))
    },
  },
  {
    name: "a pipeline",
    files: ["lib/embedded-upstash/request.ts"],
    read: (text) => parsePipeline(Buffer.from(text)).map(findRefusal),
    shapes: {
      "many commands": (size) => JSON.stringify(Array(Math.floor(size / 8)).fill(["PING"])),
      "many words": (size) => JSON.stringify([["XREAD", ...Array(Math.floor(size / 4)).fill("k")]]),
    },
  },
]

const values: Reader[] = [
  {
    name: "text as bytes and back",
    files: ["lib/embedded-upstash/bytes.ts"],
    read: (text) => toText(toBytes(text)),
  },
  {
    name: "an answer",
    files: ["lib/embedded-upstash/encode.ts"],
    read: (text) => [encodeResult(text.split("a"), "plain"), encodeResult(toBytes(text), "base64")],
  },
  { name: "a number", files: ["lib/embedded-upstash/memory/arguments.ts"], read: parseFloatStrictly },
  { name: "a whole number", files: ["lib/embedded-upstash/memory/arguments.ts"], read: parseInteger },
  {
    name: "the id of an entry",
    files: ["lib/embedded-upstash/memory/stream-ids.ts"],
    read: (text) => parseId(text),
  },
  {
    // Both at once take pattern × name, in Redis, too: patterns are the app's own.
    name: "a name against a pattern",
    files: ["lib/embedded-upstash/memory/glob.ts"],
    read: (text) => matchesGlob("*a*.[^-a]*?*0", text),
  },
]

const scripts: Reader[] = [
  {
    name: "a script",
    files: ["lib/embedded-upstash/lua/source.ts"],
    read: (text) => [scriptFlags(`#!lua ${text}`), withoutShebang(text), withFloatLiterals(text)],
    shapes: {
      "comments that do not end": (size) => "--[==[".repeat(size / 6),
      "brackets that do not close": (size) => "[=".repeat(size / 2),
      "quotes that do not close": (size) => '\\"'.repeat(size / 2),
    },
  },
  {
    name: "JSON in a script",
    files: ["lib/embedded-upstash/lua/json.ts", "lib/embedded-upstash/lua/values.ts"],
    read: (text) => runScript("return cjson.encode(cjson.decode(ARGV[1]))", text),
    shapes: {
      "a list": (size) => `[${"1,".repeat(size / 2)}1]`,
      "a long text": (size) => JSON.stringify("/".repeat(size)),
      "many fields": (size) =>
        JSON.stringify(Object.fromEntries(Array.from({ length: size / 10 }, (_, at) => [`f${at}`, 1]))),
      nested: (size) => "[".repeat(size / 2) + "]".repeat(size / 2),
    },
  },
  {
    name: "an error in a script",
    files: ["lib/embedded-upstash/lua/interpreter.ts"],
    read: (text) => runScript("error(ARGV[1])", text),
  },
]

export const readersOfCommands: readonly Reader[] = [...requests, ...values, ...scripts]
