/** A number of things as people write it: `1 grant`, `2 grants`, `0 copies`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** With its verb: `1 grant is`, `2 grants are`. */
export function countedAre(count: number, one: string, many?: string): string {
  return `${counted(count, one, many)} ${count === 1 ? 'is' : 'are'}`;
}
