import { describe, expect, test } from "vitest"
import { readBearer } from "./door"
import { requireOwnOrigin } from "./origin"
import { readJsonBody } from "./read-body"

function post(
  body: BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
): Request {
  return new Request("http://app.example/x", { method: "POST", body, headers })
}

async function refusal(request: Request, maxBytes = 100): Promise<string> {
  return readJsonBody(request, maxBytes).then(
    () => "read",
    (error) => error.code,
  )
}

describe("a body", () => {
  test("is JSON, and an empty one is undefined", async () => {
    expect(await readJsonBody(post('{"a":1}'), 100)).toEqual({ a: 1 })
    expect(await readJsonBody(post(null), 100)).toBeUndefined()
  })

  test("of any other type is refused, also where a page of another site could send it", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "",
      "application/jsonp",
    ]) {
      expect(await refusal(post("{}", { "content-type": type })), type).toBe("UNSUPPORTED_MEDIA_TYPE")
    }
  })

  test("in a wrapping of its own is refused, whatever is in it", async () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" }
    expect(await refusal(post("{}", headers))).toBe("UNSUPPORTED_MEDIA_TYPE")
  })

  test("that is not JSON or not UTF-8 is refused", async () => {
    expect(await refusal(post("{"))).toBe("INVALID_REQUEST")
    expect(await refusal(post(new Uint8Array([0xff, 0xfe])))).toBe("INVALID_REQUEST")
  })

  test("M-60 is counted while it arrives, whatever its declared length", async () => {
    expect(await refusal(post(`"${"x".repeat(98)}"`))).toBe("read")
    expect(await refusal(post(`"${"x".repeat(99)}"`))).toBe("PAYLOAD_TOO_LARGE")
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64)) })
    const init = {
      method: "POST",
      body: endless,
      duplex: "half",
      headers: { "content-type": "application/json" },
    }
    expect(await refusal(new Request("http://app.example/x", init))).toBe("PAYLOAD_TOO_LARGE")
  })
})

describe("an origin", () => {
  const check = (headers: Record<string, string>, own?: string) => {
    try {
      requireOwnOrigin(
        new Request("http://app.example/x", { method: "POST", headers: { host: "app.example", ...headers } }),
        own,
      )
      return "own"
    } catch {
      return "foreign"
    }
  }

  test("that is configured decides, whatever headers a proxy sends or leaves out", () => {
    const own = "https://app.example.org"
    for (const headers of [
      {},
      { host: "127.0.0.1:3000" },
      { host: "evil.example", "x-forwarded-proto": "http" },
    ]) {
      expect(check({ ...headers, origin: own }, own)).toBe("own")
      expect(check({ ...headers, origin: `http://${headers.host ?? "app.example"}` }, own)).toBe("foreign")
      expect(check({ ...headers, origin: "http://app.example.org" }, own)).toBe("foreign")
      expect(check({ ...headers, "sec-fetch-site": "same-origin" }, own)).toBe("foreign")
      expect(check(headers, own)).toBe("own")
    }
  })

  test("of the app itself passes, and so does a program that has none", () => {
    expect(check({ origin: "http://app.example" })).toBe("own")
    expect(check({})).toBe("own")
  })

  test("of any other site is refused, however alike", () => {
    const foreign = [
      ...[
        "null",
        "http://evil.example",
        "http://app.example.evil.example",
        "http://xapp.example",
        "http://app.example:81",
      ],
      ...["file://app.example", "javascript:app.example", "", "app.example"],
    ]
    for (const origin of foreign) expect(check({ origin }), origin).toBe("foreign")
  })

  test("that a browser left out is not taken for a program", () => {
    expect(check({ "sec-fetch-site": "cross-site" })).toBe("foreign")
  })
})

describe("U0-9 a bearer token", () => {
  const bearer = (authorization?: string) =>
    readBearer(
      new Request("http://app.example", authorization === undefined ? {} : { headers: { authorization } }),
    )

  test("is read from the Authorization header", () => {
    expect(bearer("Bearer a.b.c")).toBe("a.b.c")
    expect(bearer("bearer a.b.c")).toBe("a.b.c")
    expect(bearer()).toBeUndefined()
  })

  test("in a malformed header is none that could be right", () => {
    for (const header of [
      "Bearer",
      "Bearer ",
      "Basic abc",
      "Bearer a b",
      "a.b.c",
      "Bearer ,",
      "Bearer a.b.c, Bearer d",
    ]) {
      expect(bearer(header), header).toBe("")
    }
  })
})
