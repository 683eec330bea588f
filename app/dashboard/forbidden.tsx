import { ReloadOnRights } from "@/components/connection/reload-on-rights"
import { RefusedPage } from "@/components/identity/refused-page"
import { ForbiddenPage } from "@/components/ui/forbidden-page"
import { readVisitor } from "@/lib/pages/require-page"

/** Inside the dashboard's own layout, so that the way back and the way out are where they always were. */
export default async function Forbidden() {
  const refusal = (await readVisitor())?.refusal
  return (
    <RefusedPage>
      <ReloadOnRights isRefused={refusal !== undefined} />
      <ForbiddenPage refusal={refusal} />
    </RefusedPage>
  )
}
