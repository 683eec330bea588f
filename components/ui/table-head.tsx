/** A column: what it is called and how wide it is, as a class; "" takes what is left. */
export interface Column {
  readonly head: string
  readonly width: string
}

/**
 * The head of a table that becomes a list of blocks on a phone: there it is for screen readers only. The table
 * itself is `block md:table`.
 */
export function TableHead({ columns }: { columns: readonly Column[] }) {
  return (
    <thead className="sr-only md:not-sr-only md:table-header-group">
      <tr className="border-line border-b text-ink-faint text-xs">
        {columns.map(({ head, width }) => (
          <th key={head} scope="col" className={`px-4 py-2.5 font-medium ${width}`}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Classes of a cell below such a head. */
export const tableCell = "md:px-4 md:py-2.5 md:align-baseline"
