"use client"

import { useEffect, useLayoutEffect, useRef } from "react"
import { cutAt, type ShownCaret } from "./carets"
import { placeFlags } from "./flags"

/** The text once more, unseen: it makes the line as high as it has to be, and has the carets in their places. */
export function CaretLayer({
  text,
  carets,
  className,
}: {
  text: string
  carets: readonly ShownCaret[]
  /** What makes the text break where the one in the box does. */
  className: string
}) {
  const { pieces, rest } = cutAt(text, carets)
  const layer = useRef<HTMLParagraphElement>(null)
  // Without dependencies: carets move with everything that is written before them.
  useLayoutEffect(() => void (layer.current && keepApart(layer.current)))
  useEffect(() => {
    if (!layer.current) return
    const observer = new ResizeObserver(([entry]) => keepApart(entry?.target))
    observer.observe(layer.current)
    return () => observer.disconnect()
  }, [])
  return (
    <p ref={layer} aria-hidden="true" className={`${className} pointer-events-none invisible relative`}>
      {pieces.map(({ text: piece, caret }) => (
        <span key={caret.id}>
          {piece}
          <CaretMark name={caret.name} />
        </span>
      ))}
      {rest}
      {/* Keeps its height where nothing is written. */}
      {"\u200b"}
    </p>
  )
}

/** A caret, and the name of whose it is: below the line, where no text is, however often the line breaks. */
function CaretMark({ name }: { name: string }) {
  return (
    <span className="visible">
      <span className="relative">
        <span className="absolute top-0 -left-px h-5 w-0.5 bg-ink" />
      </span>
      {/* It has no place of its own from left to right, and so it is where the caret is. */}
      <span
        data-flag
        className="absolute -bottom-1 -ml-px overflow-hidden text-ellipsis whitespace-nowrap rounded-sm bg-ink px-1 text-[0.625rem] text-paper leading-3.5"
      >
        {name}
      </span>
    </span>
  )
}

/** Moves the names of one line so that none covers another and all are within it. */
function keepApart(layer: Element | undefined): void {
  const flags = [...(layer?.querySelectorAll<HTMLElement>("[data-flag]") ?? [])]
  for (const { style } of flags) style.maxWidth = ""
  const alone = flags.map(({ offsetLeft, offsetWidth }) => ({ at: offsetLeft, width: offsetWidth }))
  for (const [index, { at, width }] of placeFlags(alone, layer?.clientWidth ?? 0).entries()) {
    const [style, before] = [flags[index]?.style, alone[index]]
    if (!style || !before) continue
    style.translate = `${at - before.at}px`
    if (width < before.width) style.maxWidth = `${width}px`
  }
}
