import { Button } from "@base-ui/react/button"
import { buttonStyle } from "@/components/ui/button-style"
import type { SheetView } from "./sheet-store"

/** Whether others have what one wrote; where they cannot, why, and a way to try again. */
export function StoringStatus({ view, again }: { view: SheetView; again: () => void }) {
  const { drafts, error } = view
  const failed = drafts.size > 0 ? error : undefined
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {/* Only what went wrong is read out: what goes well goes on all the time. */}
      <p role="status" className={failed ? "text-refused" : "sr-only"}>
        {failed && `Not stored: ${failed.message}. What you wrote is kept here.`}
      </p>
      {failed ? (
        <Button onClick={again} className={buttonStyle("quiet")}>
          Try again
        </Button>
      ) : (
        <p>{drafts.size > 0 ? "Storing…" : "Everything is stored"}</p>
      )}
    </div>
  )
}
