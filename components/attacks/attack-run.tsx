"use client"

import { createContext, type ReactNode, useContext, useState } from "react"
import { pageIdentity } from "@/components/identity/page-identity"
import { useShownPerson } from "@/components/identity/shown-person"
import type { AttackRequest } from "@/lib/attacks/attack"
import { readAttacker } from "@/lib/attacks/attacker"
import { type Outcome, sendAttack } from "@/lib/attacks/send-attack"

/** An attack as far as the browser needs it to send it. */
export interface Sendable {
  readonly id: string
  readonly requests: readonly AttackRequest[]
}

interface Run {
  /** What each attack came to, by its id; one outcome per request. */
  readonly outcomes: Readonly<Record<string, readonly Outcome[]>>
  /** How many attacks there are to send. */
  readonly count: number
  readonly busy: boolean
  /** Why nothing could be sent at all. */
  readonly refusal: string | undefined
  send(ids: readonly string[]): Promise<void>
  sendAll(): Promise<void>
}

const RunContext = createContext<Run | undefined>(undefined)

/** Sends the attacks below it, one after another, and keeps what each came to. */
export function AttackRun({ attacks, children }: { attacks: readonly Sendable[]; children: ReactNode }) {
  const [outcomes, setOutcomes] = useState<Run["outcomes"]>({})
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const shown = useShownPerson()

  async function send(ids: readonly string[]): Promise<void> {
    setBusy(true)
    setRefusal(undefined)
    setOutcomes((before) => Object.fromEntries(Object.entries(before).filter(([id]) => !ids.includes(id))))
    try {
      // All in the name of one person, also where the page is left before the last.
      const sendAsShown: typeof fetch = (path, init) => pageIdentity.fetch(path, init, shown?.id)
      const attacker = await readAttacker(sendAsShown)
      for (const { id, requests } of attacks.filter((attack) => ids.includes(attack.id))) {
        const results: Outcome[] = []
        for (const request of requests) results.push(await sendAttack(request, attacker, sendAsShown))
        setOutcomes((before) => ({ ...before, [id]: results }))
      }
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : "The server cannot be reached")
    } finally {
      setBusy(false)
    }
  }

  const sendAll = () => send(attacks.map(({ id }) => id))
  const run = { outcomes, count: attacks.length, busy, refusal, send, sendAll }
  return <RunContext value={run}>{children}</RunContext>
}

/** The run that a part of the gallery belongs to. */
export function useAttackRun(): Run {
  const run = useContext(RunContext)
  if (!run) throw new Error("useAttackRun: render this inside <AttackRun>.")
  return run
}
