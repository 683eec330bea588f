/** For tests: just enough of a page for React to mount components that render nothing. */
import type { ReactNode } from "react"
import { createRoot, type Root } from "react-dom/client"
import { vi } from "vitest"

/** A page without elements. Components on it are watched by what they call. */
export interface HeadlessPage {
  render(node: ReactNode): void
  unmount(): void
  /** Says what a browser says of its own accord, such as `online`. */
  dispatch(event: string): void
}

/** Opens a page. Its globals stay: React cleans up after the test that unmounted it. */
export function openHeadlessPage(): HeadlessPage {
  const window = Object.assign(new EventTarget(), { HTMLIFrameElement: class {} })
  const document = Object.assign(new EventTarget(), {
    nodeType: 9,
    defaultView: window,
    activeElement: null,
    visibilityState: "visible",
  })
  vi.stubGlobal("window", window)
  vi.stubGlobal("document", document)
  const container = Object.assign(new EventTarget(), {
    nodeType: 1,
    nodeName: "DIV",
    tagName: "DIV",
    namespaceURI: "http://www.w3.org/1999/xhtml",
    ownerDocument: document,
    textContent: "",
  })
  // React asks an empty root for no more than the above.
  const root: Root = createRoot(container as unknown as Element)
  return {
    render: (node) => root.render(node),
    unmount: () => root.unmount(),
    dispatch: (event) => void window.dispatchEvent(new Event(event)),
  }
}
