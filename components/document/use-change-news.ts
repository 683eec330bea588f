"use client"

import { useEffect, useRef, useState } from "react"
import { changeNews } from "./change-news"
import type { Edit } from "./lines"

/** Milliseconds without an edit before it is told: whoever types would else be read out letter by letter. */
const QUIET_MS = 1_500

/** What others changed, in words, once they pause. */
export function useChangeNews(): { readonly news: string; readonly hear: (edit: Edit) => void } {
  const [news, setNews] = useState("")
  const heard = useRef<Edit[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  function hear(edit: Edit): void {
    heard.current.push(edit)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setNews(changeNews(heard.current.splice(0))), QUIET_MS)
  }

  return { news, hear }
}
