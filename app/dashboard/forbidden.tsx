import { ReloadOnRights } from "@/components/connection/reload-on-rights"
import { ForbiddenPage } from "@/components/ui/forbidden-page"

/** Inside the dashboard's own layout, so that the way back is where it always was. */
export default function Forbidden() {
  return (
    <>
      <ReloadOnRights />
      <ForbiddenPage />
    </>
  )
}
