import { decodeEntry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import {
  decodeEvidence,
  encodeEvidence,
  type OperationEvidence,
  type RelayEvidence,
  type RevocationEvidence,
} from '../core/evidence.ts';
import type { Digest, LogId } from '../core/ids.ts';
import type { Draft } from './draft.ts';
import type { LogReader } from './log-reader.ts';
import type { RelayOutcome } from './ports.ts';
import type { RevocationPlace } from './revocations.ts';

/** The entries that the log writes of itself; they name the newest final block. */
export function revocationDraft(evidence: RevocationEvidence): Draft {
  const bytes = encodeEvidence(evidence);
  return { build: () => ({ entry: { kind: 'revocation', outcome: 'acknowledged' }, evidence: bytes }) };
}

/** `of` is the revocation's entry. */
export function relayDraft(of: number, result: RelayOutcome): Draft {
  const evidence: RelayEvidence =
    result.outcome === 'mined'
      ? { v: 1, kind: 'relay', transaction: result.transaction }
      : { v: 1, kind: 'relay', rejection: result.code.slice(0, 200) };
  const bytes = encodeEvidence(evidence);
  return { build: () => ({ entry: { kind: 'relay', outcome: result.outcome, of }, evidence: bytes }) };
}

export interface Restored {
  readonly predecessor: LogId;
  /** Sizes [known, possible] between which entries of the predecessor may be lost. */
  readonly lost: readonly [number, number];
}

const OPERATIONS = { start: 'started', restore: 'restored', key: 'rotated' } as const;

/** What a run begins with: always its start; before it, on a new log after a restore, what may be lost, and on a log
 *  whose last checkpoint another key has signed, the change of key. */
export function openingDrafts(
  { software, restoredFrom }: { readonly software: string; readonly restoredFrom?: Restored },
  { last, rotated, verifierKey }: { readonly last: unknown; readonly rotated: boolean; readonly verifierKey: string },
): Draft[] {
  const said = { v: 1, kind: 'operation', software, verifierKey } as const;
  const restored = last === undefined ? restoredFrom : undefined;
  return [
    ...(restored === undefined ? [] : [operationDraft('restore', { ...said, ...declared(restored) })]),
    ...(rotated ? [operationDraft('key', said)] : []),
    operationDraft('start', said),
  ];
}

/** The revocations at these places, as they were acknowledged. */
export async function* storedRevocations(
  reader: Pick<LogReader, 'entry' | 'evidence'>,
  places: readonly number[],
): AsyncGenerator<readonly [RevocationPlace, RevocationEvidence]> {
  for (const seq of places) {
    const { time, block } = decodeEntry(await reader.entry(seq));
    const evidence = decodeEvidence(await reader.evidence(seq));
    if (evidence.kind !== 'revocation') {
      throw new CustosError('LOG_CORRUPT', `Entry ${seq} is a revocation whose evidence is of another kind.`);
    }
    yield [{ seq, time, block }, evidence];
  }
}

function declared({ predecessor, lost }: Restored): Pick<OperationEvidence, 'predecessor' | 'lost'> {
  return { predecessor: predecessor as unknown as Digest, lost };
}

function operationDraft(kind: keyof typeof OPERATIONS, evidence: OperationEvidence): Draft {
  const bytes = encodeEvidence(evidence);
  return { build: () => ({ entry: { kind, outcome: OPERATIONS[kind] }, evidence: bytes }) };
}
