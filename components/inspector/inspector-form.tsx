import Form from "next/form"
import { buttonStyle } from "@/components/ui/button-style"

/** What the address of the inspector asks for. */
export interface InspectorQuestion {
  readonly as?: string | undefined
  readonly channel?: string | undefined
  readonly id?: string | undefined
}

/**
 * Asks about any channel or id, and for admins about any person of their organisation. A GET form: the
 * question stands in the address and works without scripts; with them the page stays, and its connection.
 */
export function InspectorForm({
  asked,
  others,
}: {
  asked: InspectorQuestion
  others: readonly string[] | undefined
}) {
  return (
    <Form action="/dashboard/inspector" className="flex flex-wrap items-end gap-4">
      {others && (
        <>
          <Field name="as" label="Look as" example="ben" value={asked.as} list="inspector-people" />
          <datalist id="inspector-people">
            {others.map((id) => (
              <option key={id} value={id} />
            ))}
          </datalist>
        </>
      )}
      <Field name="channel" label="Try a channel" example="team.red-eu.chat" value={asked.channel} />
      <Field name="id" label="Try an id everywhere" example="red-eu" value={asked.id} />
      <button type="submit" className={buttonStyle("primary")}>
        Ask the rules
      </button>
    </Form>
  )
}

function Field(props: {
  name: keyof InspectorQuestion
  label: string
  example: string
  value: string | undefined
  list?: string
}) {
  const { name, label, example, value, list } = props
  return (
    <label className="block w-full font-medium text-sm sm:w-56">
      {label}
      <input
        // An answer is a new page with the same form: without a key it would keep the old text.
        key={value}
        name={name}
        defaultValue={value}
        placeholder={example}
        list={list}
        maxLength={300}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        className="mt-1.5 block h-11 w-full rounded-md border border-line-strong bg-surface px-3 font-mono font-normal text-base -outline-offset-1 sm:text-sm"
      />
    </label>
  )
}
