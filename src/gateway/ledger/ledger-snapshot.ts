import { deserialize, serialize } from 'node:v8';
import type { IndexSnapshot } from '../../consent/consent-index.ts';
import { type Bytes, concat, equalBytes, utf8 } from '../../core/bytes.ts';
import type { Ledger } from '../../core/ids.ts';
import type { Contracts } from '../../ledger/contracts.ts';
import type { EventCheckpoint } from '../../ledger/event-checkpoint.ts';
import type { DirectorySnapshot } from './directory-snapshot.ts';
import type { OpeningsSnapshot } from './packed-openings.ts';
import type { PolicySnapshot } from './policies.ts';

/** Whose projections they are, by which program. Another one reads events in another way, perhaps. */
export interface SnapshotOwner {
  readonly software: string;
  readonly ledger: Ledger;
  readonly contracts: Contracts;
  /** First block that was read. */
  readonly from: number;
}

/** The gateway's projections at a block of the ledger, with what its events came to. */
export interface LedgerSnapshot {
  readonly reached: EventCheckpoint;
  readonly policies: PolicySnapshot;
  readonly index: IndexSnapshot;
  readonly directory: DirectorySnapshot;
  readonly openings: OpeningsSnapshot;
}

/** Counts up with the form of any part. */
const FORM = utf8('custos-ledger-snapshot-v7\n');

const PARTS = ['reached', 'policies', 'index', 'directory', 'openings'] as const satisfies (keyof LedgerSnapshot)[];

/** What is sealed: the owner and each part, by structured cloning, behind its length. Each is written in a turn of its
 *  own; what was taken live MUST NOT change before it resolves. */
export async function encodeSnapshot(owner: SnapshotOwner, snapshot: LedgerSnapshot): Promise<Bytes> {
  const frames: Bytes[] = [];
  for (const part of [owner, ...PARTS.map((name) => snapshot[name])]) {
    const bytes = serialize(part);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    frames.push(length, bytes);
    await new Promise(setImmediate);
  }
  return concat(...frames);
}

/** Undefined where it is of another owner. `bytes` MUST be as they were sealed. */
export function decodeSnapshot(owner: SnapshotOwner, bytes: Bytes): LedgerSnapshot | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const next = (): Buffer => {
    const start = at + 8;
    at = start + Number(buffer.readBigUInt64LE(at));
    return buffer.subarray(start, at);
  };
  if (!equalBytes(next(), serialize(owner))) return undefined;
  return Object.fromEntries(PARTS.map((name) => [name, deserialize(next())])) as unknown as LedgerSnapshot;
}

/** The file: its form in clear, and the sealed bytes. */
export function snapshotFile(sealed: Bytes): Bytes {
  return concat(FORM, sealed);
}

/** The sealed bytes; undefined for a file of another form. */
export function sealedIn(file: Bytes): Bytes | undefined {
  return equalBytes(file.subarray(0, FORM.length), FORM) ? file.subarray(FORM.length) : undefined;
}
