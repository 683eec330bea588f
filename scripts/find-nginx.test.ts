import { expect, test } from "vitest"
import { findNginx, nginxPlaces } from "./find-nginx"

test("the PATH comes before the usual places", () => {
  const places = nginxPlaces({ PATH: "/a" }, "linux")
  expect(places[0]).toBe("/a/nginx")
  expect(places).toContain("/usr/sbin/nginx")
})

test("NGINX_BIN decides, even when it leads nowhere", () => {
  expect(findNginx({ NGINX_BIN: "/nowhere/nginx" })).toEqual({
    state: "missing",
    sentence: "NGINX_BIN is /nowhere/nginx, and that does not start as nginx.",
  })
})
