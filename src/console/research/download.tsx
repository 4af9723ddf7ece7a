export function Download() {
  return null;
}
