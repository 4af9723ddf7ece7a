import { toHex, utf8Decode } from '../core/bytes.ts';
import { canonicalBytes, type Json } from '../core/canonical.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { decodeEvidence, type Evidence, evidenceDigest } from '../core/evidence.ts';
import type { Digest, LogId } from '../core/ids.ts';
import { digest, rule } from '../core/shape.ts';
import { answerOf, count, many, noGateway, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import { openReceipt } from './receipts.ts';

/** How far the gateway's log is, as it says. */
export interface LogState {
  readonly logId: LogId;
  /** Entries that are durable. */
  readonly size: number;
  /** Entries of the newest head on chain. */
  readonly anchored: number;
}

const STATE: ShapeOf<LogState> = { logId: digest, size: count, anchored: count };
const manyEntries = many(rule('an entry', (value) => isEntry(value)));

/** How far the gateway's log is. */
export async function logState(gateway: GatewayClient): Promise<LogState> {
  return answerOf(gateway, ['GET', '/v1/log'], STATE);
}

/** The entries that the gateway's log has now, from the one with the number `from`, as holder or auditor: the gateway's word, and
 *  of what they say nothing is verified; `custos/audit` does that. There are no more of them than the tree has that the log
 *  signed. PROOF_INVALID where it signed for no such tree; GATEWAY_UNREACHABLE where the entries do not go on. */
export async function* listEntries(gateway: GatewayClient, from = 0): AsyncGenerator<Entry, void, undefined> {
  let { entries, size } = await pageFrom(gateway, from);
  if (size > from) await requireSigned(gateway, size);
  for (let next = from; next < size; ) {
    const left = entries.slice(0, size - next);
    if (left.length === 0 || left.some(({ seq }, i) => seq !== next + i))
      throw noGateway(gateway.endpoint, 'the entries of its log do not go on.');
    yield* left;
    next += left.length;
    if (next < size) ({ entries } = await pageFrom(gateway, next));
  }
}

/** What lies sealed behind an entry, as holder or auditor: it is what the entry names. PROOF_INVALID where it is not; NOT_FOUND
 *  where the gateway does not have it any more. */
export async function readEvidence(gateway: GatewayClient, { seq, evidence }: Entry): Promise<Evidence> {
  const bytes = await gateway.bytes('GET', `/v1/log/entries/${seq}/evidence`);
  if (toHex(evidenceDigest(bytes)) === evidence) return decodeEvidence(bytes);
  throw new CustosError(
    'PROOF_INVALID',
    `What lies behind entry ${seq} is not what the entry names. Keep it for an auditor.`,
  );
}

/** What lies behind an entry, as somebody kept it: the digest says of which entry, which names it. Undefined for what is no evidence. */
export function keptEvidence(bytes: Uint8Array): { readonly evidence: Evidence; readonly digest: Digest } | undefined {
  try {
    return { evidence: decodeEvidence(bytes), digest: toHex(evidenceDigest(bytes)) as Digest };
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}

async function pageFrom(gateway: GatewayClient, from: number): Promise<{ entries: Entry[]; size: number }> {
  return answerOf<{ entries: Entry[]; size: number }>(
    gateway,
    ['GET', '/v1/log/entries'],
    { entries: manyEntries, size: count },
    { query: { from } },
  );
}

/** A size that is merely said may be any, and the list would not end. */
async function requireSigned(gateway: GatewayClient, size: number): Promise<void> {
  const receipt = await gateway.bytes('GET', `/v1/log/entries/${size - 1}/receipt`);
  const opened = openReceipt(receipt, await gateway.identity());
  if (opened.entry.seq === size - 1) return;
  throw new CustosError('PROOF_INVALID', 'The gateway’s log signed for fewer entries than the gateway says it has.');
}

/** The receipt of an entry, such as that of a refusal, which names its entry. PROOF_INVALID where the log signed for another one. */
export async function readReceipt(
  gateway: GatewayClient,
  seq: number,
): Promise<{ readonly entry: Entry; readonly receipt: string }> {
  const bytes = await gateway.bytes('GET', `/v1/log/entries/${seq}/receipt`);
  const { entry } = openReceipt(bytes, await gateway.identity());
  if (entry.seq === seq) return { entry, receipt: utf8Decode(bytes) };
  throw new CustosError('PROOF_INVALID', 'The gateway gave the receipt of another entry.');
}

function isEntry(value: Json): boolean {
  try {
    return decodeEntry(canonicalBytes(value)) !== undefined;
  } catch (error) {
    if (isCustosError(error)) return false;
    throw error;
  }
}
