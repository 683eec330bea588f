import { afterEach, expect, test, vi } from "vitest"
import { openHeadlessPage } from "@/lib/sock8/client/headless-page"
import { useOlder } from "./use-older"

const page = openHeadlessPage()
afterEach(() => vi.unstubAllGlobals())

const notification = (id: string) => ({ id, at: 1, type: "wave", title: "Hello", body: "", link: "/" })

let shown: ReturnType<typeof useOlder> | undefined

/** Below a first page that ends with `oldest`. */
function Older({ oldest }: { oldest: string }) {
  shown = useOlder(oldest, true)
  return null
}

const ids = () => shown?.notifications.map(({ id }) => id)

test("what was read below a first page is dropped once that ends elsewhere, and reading goes on from there", async () => {
  const asked: (string | null)[] = []
  vi.stubGlobal("fetch", async (path: string) => {
    const before = new URL(path, "http://app.example").searchParams.get("before")
    asked.push(before)
    const next = before === "90-0" ? null : "90-0"
    return Response.json({ notifications: [notification(before === "90-0" ? "85-0" : "95-0")], next })
  })
  page.render(<Older oldest="100-0" />)
  await vi.waitFor(() => expect(shown?.state).toBe("more"))
  void shown?.read()
  await vi.waitFor(() => expect(ids()).toEqual(["95-0"]))
  void shown?.read()
  await vi.waitFor(() => expect(ids()).toEqual(["95-0", "85-0"]))
  expect(shown?.state).toBe("end")
  // Three hundred came while nobody listened: what was read is beyond a hole, and displaced besides.
  page.render(<Older oldest="400-0" />)
  await vi.waitFor(() => expect(ids()).toEqual([]))
  expect(shown?.state).toBe("more")
  void shown?.read()
  await vi.waitFor(() => expect(ids()).toEqual(["95-0"]))
  expect(asked).toEqual(["100-0", "90-0", "400-0"])
})
