import {
  encodeEvidence,
  type OperationEvidence,
  type RelayEvidence,
  type RevocationEvidence,
} from '../core/evidence.ts';
import type { LogId } from '../core/ids.ts';
import type { Draft } from './draft.ts';
import type { RelayOutcome } from './ports.ts';

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

/** A start, a restore or a change of key. */
export function operationDraft(
  kind: keyof typeof OPERATIONS,
  software: string,
  verifierKey: string,
  restored?: Restored,
): Draft {
  const said: OperationEvidence = { v: 1, kind: 'operation', software, verifierKey };
  const evidence: OperationEvidence =
    restored === undefined ? said : { ...said, predecessor: restored.predecessor as never, lost: restored.lost };
  const bytes = encodeEvidence(evidence);
  return { build: () => ({ entry: { kind, outcome: OPERATIONS[kind] }, evidence: bytes }) };
}
