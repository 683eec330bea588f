/** Step 2 of the walk: which channels each person is granted, asked of the running app. */
import { matrixPage, readMatrix } from "../scripts/read-matrix"
import type { PersonId } from "./fixtures/people"
import { expect, test } from "./fixtures/test"

const committed = readMatrix(matrixPage)
const people = ["ada", "ben", "eve", "ben2"] as const satisfies readonly PersonId[]

/** What the access matrix has somebody granted, as `name +publish +presence`. What nobody needs a grant for is none. */
function grantedTo(id: PersonId): string[] {
  const open = committed.filter(({ person, read }) => person === "nobody" && read === "yes")
  const own = committed.filter(({ person, read }) => person === id && read === "yes")
  return own
    .filter(({ channel }) => !open.some((one) => one.channel === channel))
    .map(({ channel, publish, presence }) =>
      [
        channel,
        ...(publish === "yes" ? ["+publish"] : []),
        ...(presence === "yes" ? ["+presence"] : []),
      ].join(" "),
    )
}

for (const id of people) {
  test(`K-4 K-10 K-12 K-13 K-14 ${id} is granted what the access matrix says, and nothing of others`, async ({
    requestOf,
  }) => {
    const request = await requestOf(id)
    const answer = await request.post("/api/channels/authenticate")
    expect(answer.status()).toBe(200)
    const { identity, channels } = await answer.json()
    expect(identity).toBe(id)
    const names = channels.map(({ name, actions: [, ...more] }: { name: string; actions: string[] }) =>
      [name, ...more.map((action) => `+${action}`)].join(" "),
    )
    expect(names.toSorted()).toEqual(grantedTo(id).toSorted())
    expect(names).toContain(`notification.${id}`)
    // Whatever the matrix says: no rule of this app grants what bears somebody else's id.
    const others = people.filter((other) => other !== id)
    expect(
      channels.filter(({ name }: { name: string }) =>
        others.some((other) => name.split(".").includes(other)),
      ),
    ).toEqual([])
  })
}

const refused = { sam: [403, "ACCOUNT_SUSPENDED"], una: [403, "EMAIL_NOT_VERIFIED"] } as const

for (const [id, [status, code]] of Object.entries(refused) as Array<
  ["sam" | "una", readonly [number, string]]
>) {
  test(`M-26 ${id} is granted nothing: ${code}`, async ({ requestOf }) => {
    const request = await requestOf(id)
    const answer = await request.post("/api/channels/authenticate")
    expect(answer.status()).toBe(status)
    expect(await answer.json()).toMatchObject({ code })
  })
}

test("K-15 nobody is granted nothing: AUTH_REQUIRED", async ({ request }) => {
  const answer = await request.post("/api/channels/authenticate")
  expect(answer.status()).toBe(401)
  expect(answer.headers()["content-type"]).toBe("application/problem+json")
  expect(answer.headers()["cache-control"]).toBe("no-store")
  expect(await answer.json()).toMatchObject({ code: "AUTH_REQUIRED", title: "Authentication required" })
})

test("a session cookie that was changed is nobody's", async ({ requestOf, request }) => {
  const { cookies } = await (await requestOf("ben")).storageState()
  const session = cookies.find(({ name }) => name.includes("session-token"))
  const forged = { cookie: `${session?.name}=${session?.value.slice(0, -4)}AAAA` }
  expect((await request.post("/api/channels/authenticate", { headers: forged })).status()).toBe(401)
  const bearer = { authorization: `Bearer ${session?.value}` }
  expect((await request.post("/api/channels/authenticate", { headers: bearer })).status()).toBe(401)
})

test("a page of another site cannot ask with somebody's cookies", async ({ requestOf }) => {
  const request = await requestOf("ben")
  for (const origin of ["https://evil.example", "null"]) {
    for (const path of ["/api/channels/authenticate", "/api/realtime-token", "/api/wave", "/api/announce"]) {
      const answer = await request.post(path, { headers: { origin } })
      expect(answer.status(), `${path} from ${origin}`).toBe(403)
      expect(await answer.json()).toMatchObject({ code: "ORIGIN_FORBIDDEN" })
    }
  }
})
