import { X } from "lucide-react"
import type { ScopeChoice } from "./api-key"

/** One channel of a key that is being made. */
export interface Row {
  /** Tells rows apart while they come and go. */
  readonly n: number
  readonly path: string
  readonly id: string
  readonly actions: readonly ("read" | "publish")[]
}

/** Which channel, and what may be done with it. */
export function ScopeField({
  row,
  choices,
  fieldStyle,
  onChange,
  onRemove,
}: {
  row: Row
  choices: readonly ScopeChoice[]
  fieldStyle: string
  onChange: (row: Row) => void
  /** Absent for the only row. */
  onRemove: ((row: Row) => void) | undefined
}) {
  const choice = choices.find(({ path }) => path === row.path)
  const choose = (path: string) => {
    const { ids = [], actions = [] } = choices.find((other) => other.path === path) ?? {}
    onChange({ ...row, path, id: ids[0] ?? "", actions: actions.slice(-1) })
  }
  return (
    <fieldset className="grid gap-3 rounded-md border border-line p-3 sm:grid-cols-2">
      <legend className="px-1 text-ink-soft">It may use</legend>
      <select
        aria-label="Kind of channel"
        value={row.path}
        onChange={({ target }) => choose(target.value)}
        className={fieldStyle}
      >
        {choices.map(({ path, label }) => (
          <option key={path} value={path}>
            {label}
          </option>
        ))}
      </select>
      {choice?.param && (
        <select
          aria-label="Whose"
          value={row.id}
          onChange={({ target }) => onChange({ ...row, id: target.value })}
          className={fieldStyle}
        >
          {choice.ids.map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      )}
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 sm:col-span-2">
        {choice?.actions.map((action) => (
          <label key={action} className="flex min-h-11 items-center gap-2">
            <input
              type="checkbox"
              checked={row.actions.includes(action)}
              // At least one: a key that may do nothing is none.
              required={row.actions.length === 0}
              onChange={({ target }) =>
                onChange({ ...row, actions: changed(row.actions, action, target.checked) })
              }
              className="size-4"
            />
            {action}
          </label>
        ))}
        {onRemove && (
          <button
            type="button"
            aria-label="Remove this channel"
            onClick={() => onRemove(row)}
            className="ml-auto inline-flex size-11 items-center justify-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </div>
    </fieldset>
  )
}

function changed(actions: Row["actions"], action: "read" | "publish", on: boolean): Row["actions"] {
  const others = actions.filter((other) => other !== action)
  return on ? [...others, action] : others
}
