/** Why now may be better than the end of a wait. */
export type WakeReason = "online" | "shown"

/** Calls back when a wait may be pointless: the network is back, or the page is looked at again. */
export type WakeSignals = (onWake: (reason: WakeReason) => void) => () => void

/** The signals of a browser. Returns the undo. */
export const browserSignals: WakeSignals = (onWake) => {
  if (typeof document === "undefined") return () => undefined
  const online = () => onWake("online")
  const shown = () => {
    if (document.visibilityState === "visible") onWake("shown")
  }
  window.addEventListener("online", online)
  document.addEventListener("visibilitychange", shown)
  return () => {
    window.removeEventListener("online", online)
    document.removeEventListener("visibilitychange", shown)
  }
}
