"use client"

/** Why a form was refused. The element is always there, so that screen readers hear the sentence arrive. */
export function FormError({ children }: { children: string | undefined }) {
  return (
    <div role="alert">
      {children && (
        <p
          ref={bringIntoView}
          className="mb-4 rounded-md border border-refused/30 bg-refused-wash px-3.5 py-2.5 text-refused text-sm"
        >
          {children}
        </p>
      )}
    </div>
  )
}

/** The button that was pressed may be a screen below, at the end of a list. */
function bringIntoView(sentence: HTMLElement | null) {
  sentence?.scrollIntoView({ block: "nearest" })
}
