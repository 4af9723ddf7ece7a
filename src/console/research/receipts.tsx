export function Receipts() {
  return null;
}
