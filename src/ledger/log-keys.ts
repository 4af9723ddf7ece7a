import { CustosError, isCustosError } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import { INTERFACES } from './contracts.ts';
import { readLogs, toQuantity } from './engine-block.ts';
import type { EventOf } from './events.ts';
import type { LedgerReader } from './reader.ts';

const RANGE = 1_000_000;

/** Every key that the chain names for a log, oldest first, from finalized blocks. Only these events are asked for. */
export async function logKeys(reader: LedgerReader, log: LogId, from = 0): Promise<EventOf<'LogKeySet'>[]> {
  const topic = INTERFACES.accessLog.getEvent('LogKeySet')?.topicHash;
  if (topic === undefined) throw new CustosError('INTERNAL', 'The ABI names no LogKeySet.');
  const { height } = await reader.head();
  const found: EventOf<'LogKeySet'>[] = [];
  for (let width = RANGE, next = from; next <= height; ) {
    const last = Math.min(height, next + width - 1);
    const filter = { address: reader.contracts.accessLog, topics: [topic, log] };
    try {
      const range = { ...filter, fromBlock: toQuantity(next), toBlock: toQuantity(last) };
      const events = await reader.decode(readLogs(await reader.rpc.request('eth_getLogs', [range])));
      found.push(...events.filter((event) => event.name === 'LogKeySet'));
      next = last + 1;
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_RANGE_TOO_LARGE') || width === 1) throw error;
      width = Math.ceil(width / 8);
    }
  }
  return found;
}
