"use client"

import { useEffect, useState } from "react"

/** Whole seconds until a moment, renewed until it is there; 0 from then on. The moment must not change. */
export function useSecondsUntil(at: number): number {
  const [seconds, setSeconds] = useState(() => secondsUntil(at))
  const isOver = seconds === 0
  useEffect(() => {
    if (isOver) return
    const timer = setInterval(() => setSeconds(secondsUntil(at)), 250)
    return () => clearInterval(timer)
  }, [at, isOver])
  return seconds
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - Date.now()) / 1000))
}
