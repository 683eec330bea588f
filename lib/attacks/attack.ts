/** What an attack of the gallery is: all of it data, so that a page, a browser and a test read the same list. */
import type { ErrorCode } from "../sock8/core/errors"

/** One known hole, the requests that try it here, and the sample that has it. */
export interface Attack {
  /** Names it in addresses and tests. */
  readonly id: string
  readonly title: string
  /** Why the sample is unsafe, and what somebody does with it. */
  readonly because: string
  /** Code as one finds it, in our own words, line by line. Runs nowhere. */
  readonly unsafe: readonly string[]
  /** The file where the defence lives. */
  readonly defence: string
  /** What a browser cannot do itself, or only less well, and what is sent instead. */
  readonly remark?: string
  /** `program`: a browser does not let a page send these, so the page shows a line for `curl`. */
  readonly by: "browser" | "program"
  readonly requests: readonly AttackRequest[]
}

/** One request. Texts may hold the {@link Place}s that are filled in once it is known who attacks. */
export interface AttackRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE"
  /** Default `GET`. */
  readonly path: string
  /** What stands in the `Authorization` header. Default: nothing. */
  readonly token?: TokenKind
  /** Whether the session's cookie goes along. Default: no. */
  readonly withCookie?: boolean
  /** Of a `program`, they may name the floods of `floods.ts`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless a `content-type` is given. */
  readonly body?: unknown
  readonly expected: ExpectedAnswer
}

/** A token that a page can make without knowing the app's secret. */
export type TokenKind =
  /** The attacker's own, good one. */
  | "own"
  /** The own one with `alg: none` and no signature. */
  | "unsigned"
  /** The own claims with yesterday's times, signed with a key of the page. */
  | "expired"
  /** The own claims, signed with a key of the page. */
  | "foreign"
  /** The own one with the right to read `admin.logs` written into it; the signature is the old one. */
  | "widened"
  /** The own claims, signed with a key that the header itself brings along. */
  | "own key"

/** What the app is to answer for the attack to have failed. */
export type ExpectedAnswer =
  | { readonly status: number; readonly code: ErrorCode }
  /** A redirect to a page of this path. */
  | { readonly leadsTo: string }
  /** It is published, and history tells that the attacker said it. */
  | { readonly saidBy: "{me}" }

/**
 * What may stand in the texts of a request:
 * `{me}` the attacker's id · `{token}` their token · `{chat}` a channel they may publish to · `{readable}` one
 * that they may only read · `{team}` somebody else's team chat · `{org}` another organisation's channel ·
 * `{document}` another team's document · `{long}` 70,000 letters.
 */
export type Place = "me" | "token" | "chat" | "readable" | "team" | "org" | "document" | "long"

/** Attacks that belong together. */
export interface AttackGroup {
  readonly title: string
  readonly attacks: readonly Attack[]
}
