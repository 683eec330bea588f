import { toast } from "sonner"

/** So many are shown one by one. A screen has room for no more, and each costs the page at every one that follows. */
export const MOST_AT_ONCE = 3
const TOGETHER = "notifications-together"

/** How many the toast stands for that tells of those beyond the first. */
let together = 0

/** Shows that a notification came, or that one more did where several are shown already. */
export function showToast({ id, data }: { id: string; data: { title: string; body: string } }): void {
  const shown = toast.getToasts().map((one) => one.id)
  if (!shown.includes(TOGETHER)) together = 0
  if (together === 0 && shown.length < MOST_AT_ONCE) {
    toast(data.title, { id, description: data.body })
    return
  }
  together += 1
  const title = together === 1 ? "One more notification" : `${together} more notifications`
  toast(title, { id: TOGETHER, description: "The bell has them all." })
}
