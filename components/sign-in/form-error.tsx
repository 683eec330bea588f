/** Why a form was refused. The element is always there, so that screen readers hear the sentence arrive. */
export function FormError({ children }: { children: string | undefined }) {
  return (
    <div role="alert">
      {children && (
        <p className="mb-4 rounded-md border border-refused/30 bg-refused-wash px-3.5 py-2.5 text-refused text-sm">
          {children}
        </p>
      )}
    </div>
  )
}
