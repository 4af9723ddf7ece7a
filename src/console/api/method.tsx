/** Of HTTP, in its own word; what changes something looks otherwise. */
export function Method({ method }: { readonly method: string }) {
  return <span className={`method ${method.toLowerCase()}`}>{method}</span>;
}
