import type { Metadata } from "next"
import { forbidden } from "next/navigation"
import { PageHeader } from "@/components/dashboard/page-header"
import { Board } from "@/components/document/board"
import { PageOf } from "@/components/identity/shown-person"
import { findDocument } from "@/lib/documents/documents"
import { findPageVisitor, requirePage } from "@/lib/pages/require-page"

type Props = { params: Promise<{ documentId: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { documentId } = await params
  const visitor = await findPageVisitor("/dashboard/document/[documentId]", { documentId })
  const document = visitor && findDocument(visitor.person, documentId)
  return { title: document?.title ?? "Forbidden" }
}

/** A document that a team writes together, for its members. One that does not exist is nobody's and looks the same. */
export default async function DocumentPage({ params }: Props) {
  const { documentId } = await params
  const { person } = await requirePage("/dashboard/document/[documentId]", { documentId })
  const document = findDocument(person, documentId)
  if (!document) forbidden()
  return (
    <PageOf person={person.id}>
      <div className="w-full max-w-3xl px-5 py-8 sm:px-8">
        <PageHeader title={document.title} channels={[`document.${documentId}`]} />
        <div className="mt-4">
          <Board key={documentId} documentId={documentId} personId={person.id} />
        </div>
      </div>
    </PageOf>
  )
}
