import { hash } from 'node:crypto';
import type { Bytes } from '../../core/bytes.ts';
import { parseCanonical } from '../../core/canonical.ts';
import { decodeEntry, ENTRY_KINDS, type Entry, MAX_ENTRY_BYTES } from '../../core/entry.ts';
import { isCustosError } from '../../core/errors.ts';
import { formatLedger, type Ledger, type LogId } from '../../core/ids.ts';
import type { HashText } from './tree-head.ts';

export type ReadEntry =
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** Canonical, but of a kind that this version does not know. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed'; readonly reason: string };

const DIGEST = '0x[0-9a-f]{64}';
const INTEGER = '0|[1-9][0-9]{0,15}';

/** Reads the entries of one log. Nearly all match one pattern, which is canonical by its very form; what does not is
 *  read, and refused with a reason, by core's decoder. The two must agree: a test holds them together. */
export function entryReader(ledger: Ledger, logId: LogId): (bytes: Bytes) => ReadEntry {
  const pattern = new RegExp(
    '^\\{(?:"basis":"(opt-out|waiver|limited-data-set)",)?' +
      `"block":\\{"hash":"(${DIGEST})","height":(${INTEGER})\\},` +
      `(?:"dataset":"(${DIGEST})",)?(?:"delivery":"(download|sealed|environment)",)?"evidence":"(${DIGEST})",` +
      `"kind":"release","ledger":"${formatLedger(ledger)}","logId":"${logId}",` +
      '"outcome":"(released|emergency|self)",(?:"permit":([1-9][0-9]{0,8}),)?(?:"purpose":([1-9][0-9]?),)?' +
      `(?:"requester":"(0x[0-9a-f]{40})",)?"rows":\\{"count":([1-9][0-9]{0,2}),"root":"(${DIGEST})"\\},` +
      `"seq":(${INTEGER}),"time":(${INTEGER}),"v":1(?:,"version":([1-9][0-9]{0,8}))?\\}$`,
  );
  return (bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const match = pattern.exec(text);
    const entry = match === null ? undefined : toEntry(match, formatLedger(ledger), logId);
    return entry === undefined ? readSlowly(bytes) : { kind: 'entry', entry };
  };
}

/** Undefined where a number is beyond 2^53: the slow way says so. */
function toEntry(match: RegExpExecArray, ledger: Entry['ledger'], logId: LogId): Entry | undefined {
  const [, basis, hash, height, dataset, delivery, evidence, outcome, permit, purpose, requester, count, root] = match;
  const [, seq, time, version] = match.slice(12);
  const [heightNumber, seqNumber, timeNumber] = [Number(height), Number(seq), Number(time)];
  if (heightNumber > Number.MAX_SAFE_INTEGER || seqNumber > Number.MAX_SAFE_INTEGER) return undefined;
  if (timeNumber > Number.MAX_SAFE_INTEGER) return undefined;
  const entry = {
    v: 1,
    ledger,
    logId,
    seq: seqNumber,
    time: timeNumber,
    kind: 'release',
    outcome,
    block: { height: heightNumber, hash },
    rows: { root, count: Number(count) },
    evidence,
  } as Record<string, unknown>;
  if (basis !== undefined) entry.basis = basis;
  if (dataset !== undefined) entry.dataset = dataset;
  if (delivery !== undefined) entry.delivery = delivery;
  if (permit !== undefined) entry.permit = Number(permit);
  if (purpose !== undefined) entry.purpose = Number(purpose);
  if (requester !== undefined) entry.requester = requester;
  if (version !== undefined) entry.version = Number(version);
  return entry as unknown as Entry;
}

function readSlowly(bytes: Bytes): ReadEntry {
  try {
    return { kind: 'entry', entry: decodeEntry(bytes) };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return isUnknownKind(bytes) ? { kind: 'unknown' } : { kind: 'malformed', reason: error.message };
  }
}

function isUnknownKind(bytes: Bytes): boolean {
  try {
    const kind = (parseCanonical(bytes, MAX_ENTRY_BYTES) as { kind?: unknown } | null)?.kind;
    return typeof kind === 'string' && !(ENTRY_KINDS as readonly string[]).includes(kind);
  } catch (error) {
    if (isCustosError(error)) return false;
    throw error;
  }
}

/** RFC 6962 leaf hashes of the entries in a bundle, and views of the entries. `prefixed` writes the leaf's domain
 *  byte into the bundle in place of the length's last byte, so that nothing is copied; undefined where the bundle
 *  does not hold exactly `width` entries. */
export function readBundle(
  bundle: Bytes,
  width: number,
): { readonly entries: Bytes[]; readonly leaves: HashText[] } | undefined {
  const entries: Bytes[] = [];
  const leaves: HashText[] = [];
  let at = 0;
  while (at < bundle.length) {
    if (entries.length === width || at + 2 > bundle.length) return undefined;
    const end = at + 2 + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    if (end > bundle.length) return undefined;
    bundle[at + 1] = 0;
    leaves.push(hash('sha256', bundle.subarray(at + 1, end), 'hex'));
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries.length === width ? { entries, leaves } : undefined;
}
