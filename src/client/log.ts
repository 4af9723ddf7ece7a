import { canonicalBytes, type Json } from '../core/canonical.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { isCustosError } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import { digest, rule } from '../core/shape.ts';
import { answerOf, count, many, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** How far the gateway's log is, as it says. */
export interface LogState {
  readonly logId: LogId;
  /** Entries that are durable. */
  readonly size: number;
  /** Entries of the newest head on chain. */
  readonly anchored: number;
}

const STATE: ShapeOf<LogState> = { logId: digest, size: count, anchored: count };
const entries = many(rule('an entry', (value) => isEntry(value)));

/** How far the gateway's log is. */
export async function logState(gateway: GatewayClient): Promise<LogState> {
  return answerOf(gateway, ['GET', '/v1/log'], STATE);
}

/** The entries of the gateway's log from the one with the number `from`, as holder or auditor: the gateway's word, and nothing is
 *  verified; `custos/audit` does that. */
export async function* listEntries(gateway: GatewayClient, from = 0): AsyncGenerator<Entry, void, undefined> {
  for (let [next, size] = [from, from + 1]; next < size; ) {
    const page = await answerOf<{ entries: Entry[]; size: number }>(
      gateway,
      ['GET', '/v1/log/entries'],
      { entries, size: count },
      { query: { from: next } },
    );
    yield* page.entries;
    next += page.entries.length;
    size = page.entries.length === 0 ? next : page.size;
  }
}

function isEntry(value: Json): boolean {
  try {
    return decodeEntry(canonicalBytes(value)) !== undefined;
  } catch (error) {
    if (isCustosError(error)) return false;
    throw error;
  }
}
