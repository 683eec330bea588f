"use client"

import { useEffect } from "react"
import { pageIdentity } from "./page-identity"

/** Asks who is signed in: a page that was refused may have been refused to another person than the one shown. */
export function CheckIdentity() {
  useEffect(() => void pageIdentity.check(), [])
  return null
}
