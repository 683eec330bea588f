/**
 * Calls back whenever the page may be seen for the last time: it is left or closed, or hidden, since a phone ends a
 * hidden page without another word. Returns the undo.
 */
export function onLeave(listener: () => void): () => void {
  const hidden = () => {
    if (document.visibilityState === "hidden") listener()
  }
  window.addEventListener("pagehide", listener)
  document.addEventListener("visibilitychange", hidden)
  return () => {
    window.removeEventListener("pagehide", listener)
    document.removeEventListener("visibilitychange", hidden)
  }
}
