import { Time } from "@/components/ui/time"
import type { TokenRefresh } from "@/lib/sock8/client/token-story"

/** Every token that this tab got, newest first. */
export function RefreshTable({ refreshes }: { refreshes: readonly TokenRefresh[] }) {
  return (
    <table className="w-full text-left">
      <caption className="px-4 pt-3 text-left text-ink-faint text-xs">
        Tokens of this tab, newest first
      </caption>
      <thead>
        <tr className="text-ink-faint text-xs">
          <th scope="col" className="px-4 py-2 font-medium">
            Got at
          </th>
          <th scope="col" className="px-4 py-2 font-medium">
            Ends at
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-line border-t">
        {refreshes.toReversed().map(({ at, expiresAt }) => (
          <tr key={at}>
            <td className="px-4 py-2">
              <Time at={at} seconds />
            </td>
            <td className="px-4 py-2">
              {Number.isFinite(expiresAt) ? <Time at={expiresAt} seconds /> : "unknown"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
