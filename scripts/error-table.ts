/** Writes `docs/errors.md` from the table of refusals: one heading per code, which is what `type` links to. */
import { type ErrorCode, type Remedy, refusals } from "../lib/sock8/core/errors"

/** When each code is answered. A new code does not compile before it is explained here. */
const explanations: Record<ErrorCode, string> = {
  AUTH_REQUIRED:
    "Nobody was recognised: there is no session, no token, or the rules in `lib/authorize.ts` returned without an identity. Send people to sign in. `POST /api/realtime-token` answers the same code with the title “Unauthorized”.",
  INVALID_TOKEN:
    "The token is malformed, larger than 8 KB, unsigned, signed with another key, or its header asks for anything but HS256.",
  TOKEN_EXPIRED:
    "The token was good and its time is over, or the person's rights changed since it was made. Where they change again and again, the next new token may be good: the client asks for four before it gives up. Also the code of the `close` event of a stream that has reached its end.",
  AUTH_FAILED:
    "The signature is right and the token is still not one for this app: another issuer or audience, another type, a claim missing or unknown, a life longer than ours. Of an API key: its maker stopped being an admin since.",
  USER_NOT_FOUND: "The session or token is good, but the person is not there any more.",
  FORBIDDEN_CHANNEL:
    "None of your grants covers the channel, or no such channel exists: the answer is the same, so that nobody learns names by asking. As a verdict on one channel of several it comes as a `refused` event.",
  NOT_GRANTED_PUBLISH: "You were granted to read this channel and not to publish to it.",
  NOT_GRANTED_PRESENCE:
    "You were granted to read this channel, and neither to be seen there nor to see who is; or the channel has no presence. On a stream it comes as a `presence` event, and the messages go on.",
  NOT_A_TEAM_MEMBER: "You waved at somebody with whom you share no team, or who does not exist.",
  ADMIN_REQUIRED: "Only admins may do this.",
  ACCOUNT_SUSPENDED:
    "The person is suspended. Asked again at each connection, so that a token from before does not help.",
  EMAIL_NOT_VERIFIED: "The person has not verified their e-mail address.",
  ORIGIN_FORBIDDEN:
    "A request that is authenticated by a cookie came with an `Origin` that is not the app's own. Where `NEXTAUTH_URL` is set, that is the app's own, whatever a proxy sends, and the sentence names it; else it is what `Host` and `X-Forwarded-Proto` say. See [behind a proxy](deploy.md#behind-a-proxy).",
  REVOKED:
    "An admin closed this connection, revoked its token, or took the channel away. Coming back needs a new token, and finds today's rights.",
  INVALID_REQUEST:
    "The body or the address has another form than the endpoint expects; `detail` says which one. A token in the address of the stream is answered so.",
  INVALID_CHANNEL:
    "The text cannot be a channel name: 1 to 64 of `A-Z a-z 0-9 _ -` between dots, at most 256 in all, and no `*`.",
  INVALID_CURSOR: "`after` or `before` is not a cursor that this app gave out.",
  TOO_MANY_CHANNELS:
    "More than 64 channels in one connection, or more than 64 grants (or 8 KB of them) for one token. Ask for a part of them with `want`.",
  NOT_FOUND: "The last segment of the address is no endpoint.",
  METHOD_NOT_ALLOWED: "`Allow` names the method that the endpoint answers.",
  METHOD_UNKNOWN:
    "No address of the app answers this method: TRACE, CONNECT, those of WebDAV, or a word that is no method.",
  REQUEST_TIMEOUT: "The headers or the body did not arrive within 10 seconds.",
  ID_CONFLICT:
    "You published other data under this id within the last hour. A retry has to repeat its data; new data needs a new id.",
  NOT_PRESENT:
    "The connection is not yours, has ended, or did not ask to be present on this channel: the answer is the same. The next stream says the state anew.",
  IDENTITY_CHANGED:
    "The page was rendered for one person, and the session is another person's now: someone else signed in in this browser. Nothing was done. Load the page again to go on as the person who is signed in. A browser client that knows its `identity` refuses itself with this code when a token belongs to another person.",
  PAYLOAD_TOO_LARGE:
    "A message is larger than 64 KiB as JSON, or a request body is above its bound: 4 KiB where no body is read.",
  HEADERS_TOO_LARGE: "The headers are larger than 16 KiB.",
  UNSUPPORTED_MEDIA_TYPE: "The body came without `Content-Type: application/json`.",
  INVALID_PAYLOAD: "The schema of the channel refused the message; `issues` says why, one sentence each.",
  RATE_LIMITED: "More of this than the limit allows; `retryAfter` says when to try again.",
  TOO_MANY_CONNECTIONS:
    "This person, or the strangers at this address, have as many connections open as are allowed, or tried to connect too often: `detail` says so then. Close one, or try again later.",
  SLOW_READER:
    "The client reads its history more slowly than messages come, and would never reach the end of it. It comes back with its cursor. A client that takes nothing at all is cut off without an event.",
  UNAVAILABLE:
    "Redis did not answer, a rule threw, or the process is about to end. Nothing was granted. After a publish it is unknown whether it was stored: try again with the same `id`.",
}

const remedies: Record<Remedy, string> = {
  retry: "Try again later, not before `retryAfter` seconds, with growing pauses.",
  reauthorize: "Ask for a new token and try once more.",
  stop: "Do not try again: the same request gets the same answer.",
}

/** The whole page. */
export function errorsMarkdown(): string {
  const codes = Object.keys(refusals) as ErrorCode[]
  return `${INTRODUCTION}
## All codes

| code | status | sentence | remedy |
| --- | --- | --- | --- |
${codes.map(row).join("\n")}

## One by one

${codes.map(section).join("\n")}${IN_THE_BROWSER}`
}

function row(code: ErrorCode): string {
  const { status, title, remedy } = refusals[code]
  return `| [${code}](#${code.toLowerCase()}) | ${status} | ${title} | ${remedy} |`
}

function section(code: ErrorCode): string {
  const { status, title, remedy } = refusals[code]
  return `### ${code}\n\n${status} “${title}”. ${explanations[code]}\n\nWhat to do: ${remedies[remedy]}\n`
}

const INTRODUCTION = `# Errors

Every refusal has one code, one HTTP status, one public sentence and one remedy. The table is [\`lib/sock8/core/errors.ts\`](../lib/sock8/core/errors.ts); this page is written from it by \`npm run docs\`.

A refusal is an \`application/problem+json\` answer whose \`type\` is the address of its section here, or the \`code\` of a \`refused\` or \`close\` event. In the browser it is a \`RealtimeError\`: \`message\` is the sentence, \`data.type\` the code.
`

const IN_THE_BROWSER = `
## Only in the browser

### NETWORK

The server was not reached, fell silent, or answered something that is not of this protocol, such as the page of a captive portal.

What to do: ${remedies.retry}

### CUSTOM

A step of the door answered with a \`Response\` of its own. \`data.status\` and \`data.body\` hold it unchanged.

What to do: nothing; it is final, unless the status is 429 or 5xx, which is tried again.
`
