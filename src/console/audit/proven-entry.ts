import {
  CustosError,
  type Entry,
  type Evidence,
  type GatewayClient,
  isCustosError,
  logState,
  type OpenedReceipt,
  openReceipt,
  readEvidence,
} from '../../client/index.ts';

/** An entry as this page proved it, and whether the ledger has a head that covers it, by the gateway's word. */
export interface ProvenEntry extends OpenedReceipt {
  readonly isAnchored: boolean;
  readonly steps: readonly PathStep[];
  readonly leaf: string;
}

/** One step from the leaf up: its sibling, and what both come to. */
export interface PathStep {
  readonly sibling: string;
  readonly side: 'left' | 'right';
  readonly parent: string;
}

/** Undefined where the log has no such entry yet. */
export async function readEntry(gateway: GatewayClient, seq: number): Promise<ProvenEntry | { readonly size: number }> {
  const { size, anchored } = await logState(gateway);
  if (seq >= size) return { size };
  const receipt = await gateway.bytes('GET', `/v1/log/entries/${seq}/receipt`);
  const opened = openReceipt(receipt, await gateway.identity());
  // A receipt of another entry of the same log holds as well.
  if (opened.entry.seq !== seq) throw new CustosError('PROOF_INVALID', `The receipt is of entry ${opened.entry.seq}.`);
  const leaf = await hashOf(0, opened.bytes);
  return { ...opened, isAnchored: seq < anchored, leaf: hex(leaf), steps: await stepsOf(opened, leaf) };
}

/** The walk of RFC 9162 §2.1.3.2, step by step: `openReceipt` has verified where it leads. */
async function stepsOf({ entry, size, path }: OpenedReceipt, leaf: Uint8Array): Promise<PathStep[]> {
  const steps: PathStep[] = [];
  let [index, last, node] = [entry.seq, size - 1, leaf];
  for (const sibling of path) {
    // At the right edge a node goes up alone until it has a sibling at its left.
    const isLeft = index % 2 === 1 || index === last;
    node = isLeft ? await hashOf(1, sibling, node) : await hashOf(1, node, sibling);
    while (isLeft && index % 2 === 0 && index > 0) [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
    [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
    steps.push({ sibling: hex(sibling), side: isLeft ? 'left' : 'right', parent: hex(node) });
  }
  return steps;
}

async function hashOf(domain: 0 | 1, ...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const joined = new Uint8Array([domain, ...parts.flatMap((part) => [...part])]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
}

export function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** What lies behind an entry, or why it does not show. */
export type Behind =
  | { readonly state: 'open'; readonly evidence: Evidence }
  | { readonly state: 'closed' | 'gone' | 'erased' | 'wrong' };

export async function readBehind(gateway: GatewayClient, entry: Entry): Promise<Behind> {
  try {
    return { state: 'open', evidence: await readEvidence(gateway, entry) };
  } catch (error) {
    if (isCustosError(error, 'FORBIDDEN')) return { state: 'closed' };
    if (isCustosError(error, 'KEY_SHREDDED')) return { state: 'erased' };
    if (isCustosError(error, 'NOT_FOUND')) return { state: 'gone' };
    if (isCustosError(error, 'PROOF_INVALID')) return { state: 'wrong' };
    throw error;
  }
}
