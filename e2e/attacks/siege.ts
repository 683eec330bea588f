/**
 * The `test` of this folder. Each attack is counted and held to its refusal; when a test ends, nothing may
 * have been published that it did not announce, and the next good request has to succeed.
 */
import type { APIResponse } from "@playwright/test"
import { test as base, expect } from "../fixtures/test"
import { createMembers, type Members } from "./members"
import type { RawAnswer } from "./raw-request"
import type { Tally } from "./summary"
import { expectAlive, readHeads, surplusOf } from "./witness"

export { expect }

/** What an attack is to be answered with; of several, any one will do. */
export interface Expected {
  readonly status: number | readonly number[]
  /** The `code` of the problem. Left out where something before the app answers, such as Node's parser. */
  readonly code?: string | readonly string[]
}

/** Sends attacks and counts them. */
export interface Siege {
  /** One attack that has to be refused. */
  refused(title: string, answer: Promise<APIResponse | RawAnswer>, expected: Expected): Promise<void>
  /** One attack that is answered like any other request, and must have come to nothing. */
  harmless(title: string, check: () => Promise<void>): Promise<void>
  /** Announces that this test publishes on a channel in earnest. */
  publishes(channel: string, times?: number): void
}

interface WorkerFixtures {
  members: Members
}

interface TestFixtures {
  siege: Siege
  /** The address of the tested app. */
  base: string
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  members: [
    async ({ playwright }, provide, { project }) => {
      const members = createMembers(playwright, project.use.baseURL ?? "")
      await provide(members)
      await members.dispose()
    },
    { scope: "worker" },
  ],

  base: async ({ baseURL }, provide) => provide(baseURL ?? ""),

  siege: async ({ members, base }, provide, testInfo) => {
    const tally: Tally = { sent: 0, refused: 0, harmless: 0, sideEffects: 0 }
    const announced = new Map<string, number>()
    const before = await readHeads(members)
    await provide(createSiege(tally, announced))
    tally.sideEffects = surplusOf(before, await readHeads(members), announced)
    testInfo.annotations.push({ type: "attacks", description: JSON.stringify(tally) })
    expect(tally.sideEffects, "messages that nobody announced").toBe(0)
    await expectAlive(members, base)
  },
})

function createSiege(tally: Tally, announced: Map<string, number>): Siege {
  return {
    async refused(title, sending, { status, code }) {
      tally.sent += 1
      const answer = await sending
      const got = { status: answer.status(), code: codeIn(await answer.text()) }
      const held = isAmong(got.status, status) && (code === undefined || isAmong(got.code, code))
      if (held) tally.refused += 1
      // Soft, so that one run names every hole and not only the first.
      else expect.soft(got, title).toEqual({ status, code })
    },
    async harmless(title, check) {
      tally.sent += 1
      const failures = test.info().errors.length
      await test.step(title, check)
      if (test.info().errors.length === failures) tally.harmless += 1
    },
    publishes(channel, times = 1) {
      announced.set(channel, (announced.get(channel) ?? 0) + times)
    },
  }
}

function codeIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text)
    const code = typeof body === "object" && body !== null ? Reflect.get(body, "code") : undefined
    return typeof code === "string" ? code : undefined
  } catch {
    return undefined
  }
}

function isAmong<Value>(value: Value | undefined, wanted: Value | readonly Value[]): boolean {
  return value !== undefined && [wanted].flat().includes(value as Value)
}
