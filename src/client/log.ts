import { toHex, utf8Decode } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import { type Entry, entryOf } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { decodeEvidence, type Evidence, evidenceDigest } from '../core/evidence.ts';
import type { Digest, LogId } from '../core/ids.ts';
import { digest, rule } from '../core/shape.ts';
import { answerOf, checkAnswer, count, many, noGateway, type ShapeOf } from './answers.ts';
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

/** Entries from the one with the number `from` on, at most a thousand, as the gateway wrote them: `decodeEntries` reads them, wherever
 *  there is time for that, such as in a worker of a page. Whoever reads a log so has `readReceipt` of its last entry first, as
 *  `listEntries` does: a size that is merely said may be any. */
export function entriesFrom(gateway: GatewayClient, from: number, signal?: AbortSignal): Promise<Uint8Array> {
  return gateway.bytes('GET', '/v1/log/entries', { query: { from }, ...(signal ? { signal } : {}) });
}

/** The first `count` of the entries that `entriesFrom` gave, each held to the form of its kind. GATEWAY_UNREACHABLE where they are fewer,
 *  or do not go on from the number `from`. */
export function decodeEntries(bytes: Uint8Array, from: number, count: number): Entry[] {
  const { entries } = checkAnswer<{ entries: Entry[] }>(SOME_GATEWAY, jsonOf(bytes), { entries: manyEntries });
  const some = entries.slice(0, count);
  if (some.length === count && some.every(({ seq }, i) => seq === from + i)) return some;
  throw noGateway(SOME_GATEWAY.endpoint, 'the entries of its log do not go on.');
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

/** Whoever decodes need not know where the bytes are from. */
const SOME_GATEWAY = { endpoint: 'The hospital’s computer' };

function jsonOf(bytes: Uint8Array): Json {
  try {
    return JSON.parse(utf8Decode(bytes)) as Json;
  } catch (cause) {
    throw noGateway(SOME_GATEWAY.endpoint, 'its entries are no JSON.', cause);
  }
}

function isEntry(value: Json): boolean {
  try {
    return entryOf(value) !== undefined;
  } catch (error) {
    if (isCustosError(error)) return false;
    throw error;
  }
}
