/** What an address is answered that cannot be decoded: see `malformed-path.ts`. */
import { Sock8Error } from "./sock8/core/errors"
import { NO_STORE, problem } from "./sock8/server/problem"

/** Answers a program. */
export function refuseMalformedPath(): Response {
  return problem(new Sock8Error("INVALID_REQUEST", { detail: "The address has a % that encodes nothing" }))
}

/** Answers a person, who has followed a broken link. Nothing of their address is repeated. */
export function tellMalformedPath(): Response {
  const headers = { ...NO_STORE, "Content-Type": "text/html; charset=utf-8" }
  return new Response(PAGE, { status: 400, headers })
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Unreadable address – Grantway</title>
<h1>This address cannot be read</h1>
<p>A part of it is missing or was changed on the way. <a href="/">Go to the first page</a></p>
</html>
`
