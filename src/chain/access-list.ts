import type { BlockHeader } from '@ethereumjs/block';
import type { AccessList } from '@ethereumjs/tx';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import type { Accessed, Caller, CallRequest } from './caller.ts';

export interface AccessListOutcome {
  readonly accessList: AccessList;
  /** With the list. */
  readonly gasUsed: bigint;
  /** Why the call fails, if it does. */
  readonly error?: string;
}

/** Each may read other things than the one before, since a list makes it cheaper to go on. */
const MAX_ROUNDS = 8;

/** The addresses and slots that a call reads beyond those that are warm anyway, until they do not change any more. */
export async function createAccessList(
  caller: Caller,
  request: CallRequest,
  header: BlockHeader,
  root: Bytes,
): Promise<AccessListOutcome> {
  const found = new Map<string, Set<string>>();
  add(
    found,
    new Map(request.accessList.map(({ address, storageKeys }) => [bare(address), new Set(storageKeys.map(bare))])),
  );
  for (let round = 1; ; round++) {
    const accessList = listOf(found);
    const outcome = await caller.callAndReport({ ...request, accessList }, header, root);
    const isMore = add(found, outcome.accessed ?? new Map());
    if (isMore && round < MAX_ROUNDS) continue;
    return { accessList, gasUsed: outcome.gasUsed ?? 0n, ...(outcome.ok ? {} : { error: outcome.reason }) };
  }

  function add(into: Map<string, Set<string>>, accessed: Accessed): boolean {
    let isMore = false;
    for (const [address, slots] of accessed) {
      if (isWarm(address) && slots.size === 0) continue;
      const all = new Set([...(into.get(address) ?? []), ...slots]);
      isMore ||= all.size > (into.get(address)?.size ?? -1);
      into.set(address, all);
    }
    return isMore;
  }

  function isWarm(address: string): boolean {
    return address === bare(toHex(request.from)) || (request.to !== undefined && address === bare(toHex(request.to)));
  }
}

function listOf(found: ReadonlyMap<string, ReadonlySet<string>>): AccessList {
  return [...found].map(([address, slots]) => ({
    address: `0x${address}` as Hex,
    storageKeys: [...slots].map((slot) => `0x${slot}` as Hex),
  }));
}

function bare(hex: string): string {
  return hex.slice(2);
}
