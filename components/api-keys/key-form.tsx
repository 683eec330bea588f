"use client"

import { useId, useState, useTransition } from "react"
import { useRefreshOfShown } from "@/components/identity/use-signed-in"
import { buttonStyle } from "@/components/ui/button-style"
import { isVisible } from "@/lib/visible-text"
import type { ScopeChoice } from "./api-key"
import { makeKey, type ScopeRow } from "./make-key"
import { type Row, ScopeField } from "./scope-field"
import { ShownOnce } from "./shown-once"

const fieldStyle =
  "h-11 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 -outline-offset-1 text-base sm:text-sm"

/** Where an admin makes a key. The new key stands here until the page is left, and nowhere afterwards. */
export function KeyForm({ choices }: { choices: readonly [ScopeChoice, ...ScopeChoice[]] }) {
  const errorId = useId()
  const { rows, setRows, made, setMade, refusal, pending, make } = useKeyForm(choices)
  const change = (changed: Row) => setRows(rows.map((row) => (row.n === changed.n ? changed : row)))
  const remove = ({ n }: Row) => setRows(rows.filter((row) => row.n !== n))
  return (
    <>
      {made && (
        <ShownOnce
          apiKey={made.key}
          scope={made.scope}
          sample={made.sample}
          onDone={() => setMade(undefined)}
        />
      )}
      <form
        aria-describedby={errorId}
        onSubmit={(event) => {
          event.preventDefault()
          make(event.currentTarget)
        }}
        className="grid gap-4 p-4 text-sm"
      >
        <NameAndDays />
        {rows.map((row) => (
          <ScopeField
            key={row.n}
            {...{ row, choices, fieldStyle }}
            onChange={change}
            onRemove={rows.length > 1 ? remove : undefined}
          />
        ))}
        <div className="flex flex-wrap gap-2">
          <button type="submit" disabled={pending} className={buttonStyle("primary")}>
            Make the key
          </button>
          {rows.length < MAX_ROWS && (
            <button
              type="button"
              onClick={() => setRows([...rows, newRow(choices[0])])}
              className={buttonStyle("quiet")}
            >
              One more channel
            </button>
          )}
        </div>
        <p id={errorId} role="alert" className="text-refused empty:hidden">
          {refusal && `Not made: ${refusal}.`}
        </p>
      </form>
    </>
  )
}

/** What the form holds, and what came of it. */
function useKeyForm(choices: readonly [ScopeChoice, ...ScopeChoice[]]) {
  const refresh = useRefreshOfShown()
  const [rows, setRows] = useState<readonly Row[]>([newRow(choices[0])])
  const [made, setMade] = useState<{ key: string; scope: readonly ScopeRow[]; sample: object }>()
  const [refusal, setRefusal] = useState<string>()
  const [pending, start] = useTransition()

  const make = (form: HTMLFormElement) =>
    start(async () => {
      const values = new FormData(form)
      const scope = rows.map((row) => scopeOf(row, choices))
      const name = String(values.get("name") ?? "").trim()
      if (!isVisible(name)) return setRefusal("Nothing of its name can be seen")
      const answer = await makeKey({ name, days: Number(values.get("days")), scope })
      if ("refusal" in answer) return setRefusal(answer.refusal)
      setRefusal(undefined)
      setMade({ key: answer.key, scope, sample: choiceOf(rows[0], choices)?.sample ?? {} })
      setRows([newRow(choices[0])])
      form.reset()
      refresh()
    })
  return { rows, setRows, made, setMade, refusal, pending, make }
}

function NameAndDays() {
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
      <label className="grid gap-1.5">
        Name
        <input name="name" required maxLength={60} placeholder="Build server" className={fieldStyle} />
      </label>
      <label className="grid gap-1.5">
        Days until it ends
        <input
          name="days"
          type="number"
          required
          min={1}
          max={365}
          defaultValue={30}
          className={fieldStyle}
        />
      </label>
    </div>
  )
}

const MAX_ROWS = 16
let lastRow = 0

function newRow({ path, ids, actions }: ScopeChoice): Row {
  lastRow += 1
  return { n: lastRow, path, id: ids[0] ?? "", actions: actions.slice(-1) }
}

function choiceOf(row: Pick<Row, "path"> | undefined, choices: readonly ScopeChoice[]) {
  return choices.find(({ path }) => path === row?.path)
}

function scopeOf({ path, id, actions }: Row, choices: readonly ScopeChoice[]): ScopeRow {
  const param = choiceOf({ path }, choices)?.param
  return { path, params: param ? { [param]: id } : {}, actions }
}
