import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { requirePage } from "@/lib/pages/require-page"

export const metadata: Metadata = { title: "Not found" }

type Props = { params: Promise<{ missing: string[] }> }

/** Every address below the dashboard that is no page: without this, it would be shown outside of the dashboard. */
export default async function MissingPage({ params }: Props) {
  const missing = (await params).missing.join("/")
  await requirePage("/dashboard/[...missing]", { missing })
  notFound()
}
