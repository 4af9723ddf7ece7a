import type { Ended } from '../client/answers.ts';

export function endedWords(what: string, { pending, height }: Ended): string {
  if (!pending) return `${what} (block ${height}).`;
  return `${what} here. The ledger does not answer; the gateway tells it as soon as it does.`;
}

/** What a gateway says has less effect than it seems, a line each. */
export function warningLines(warnings: readonly string[] = []): string[] {
  return warnings.map((warning) => `WARNING: ${warning}`);
}
