import { describe, expect, test } from "vitest"
import { addressBucket, canonicalAddress } from "./ip-address"

const bucketOf = (text: string) => addressBucket(canonicalAddress(text) ?? "none")

test.each([
  ...["1.2.3.4", "::ffff:1.2.3.4", "::ffff:102:304", "::FFFF:0102:0304", "0:0:0:0:0:ffff:1.2.3.4"],
  ...["0000:0000:0000:0000:0000:ffff:0102:0304", "::ffff:1.2.3.4%eth0", "::1.2.3.4", "::102:304"],
  ...["::ffff:0:1.2.3.4", "64:ff9b::1.2.3.4", "64:ff9b::102:304", "64:ff9b:0:0:0:0:102:304"],
])("an IPv4 address is itself in whatever IPv6 form it comes: %s", (spelling) => {
  expect(canonicalAddress(spelling)).toBe("1.2.3.4")
})

test.each([
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8::0:1", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["::1", "::1"],
  ["::", "::"],
])("an IPv6 address has one spelling: %s", (spelling, address) => {
  expect(canonicalAddress(spelling)).toBe(address)
})

test.each([
  "010.1.1.1",
  "0x7f.1",
  "1.2.3",
  "2130706433",
  "::ffff:010.1.1.1",
  "1.2.3.4.5",
  "::1::",
  "unix",
  "",
])("what programs read differently, or not at all, is no address: %j", (text) =>
  expect(canonicalAddress(text)).toBeNull(),
)

describe("addresses that one customer can choose among count as one", () => {
  test("those of an IPv6 network of 64 bits", () => {
    expect(bucketOf("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64")
    expect(bucketOf("2001:db8:1:2::9")).toBe("2001:db8:1:2::/64")
    expect(bucketOf("2001:db8:1:2:ffff:ffff:ffff:ffff")).toBe("2001:db8:1:2::/64")
    expect(bucketOf("2001:db8:1:3::9")).toBe("2001:db8:1:3::/64")
    expect(bucketOf("2001:db8:1::")).toBe("2001:db8:1:0::/64")
    expect(bucketOf("::1")).toBe("0:0:0:0::/64")
  })

  test("those that an IPv4 address has by 6to4 or Teredo", () => {
    for (const tunnelled of [
      "2002:102:304::1",
      "2002:102:304:ffff::1",
      "2001:0:4136:e378:8000:63bf:fefd:fcfb",
    ]) {
      expect(bucketOf(tunnelled), tunnelled).toBe("1.2.3.4")
    }
  })
})

test("clients behind one translator count apart", () => {
  expect(bucketOf("64:ff9b::1.2.3.4")).not.toBe(bucketOf("64:ff9b::1.2.3.5"))
  expect(bucketOf("64:ff9b:1::1.2.3.4")).not.toBe(bucketOf("64:ff9b:1::1.2.3.5"))
})
