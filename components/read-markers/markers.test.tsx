import { expect, test } from "vitest"
import { noMarkers, withMarkers } from "./markers"

const marker = (channel: string, n: number) => ({ channel, id: `${n}-0`, n })

test("the furthest marker of each channel counts, in whatever order they come", () => {
  const markers = withMarkers(noMarkers, [
    marker("red", 2),
    marker("red", 3),
    marker("blue", 1),
    marker("red", 1),
  ])
  expect([...markers.values()]).toEqual([marker("red", 3), marker("blue", 1)])
  expect(withMarkers(markers, [marker("blue", 4)]).get("red")).toEqual(marker("red", 3))
})

test("S-24 what was known before makes nothing new to render", () => {
  const markers = withMarkers(noMarkers, [marker("red", 3)])
  expect(withMarkers(markers, [marker("red", 2), marker("red", 3)])).toBe(markers)
})
