import { readWithdrawal, type Withdrawal } from '../audit/decision/withdrawals.ts';
import { actOfCall } from '../core/acts.ts';
import { type Bytes, toHex } from '../core/bytes.ts';
import { canonicalBytes, type Json } from '../core/canonical.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { decodeEvidence, evidenceDigest, type RevocationEvidence, type SessionProof } from '../core/evidence.ts';
import type { Address, Digest, Pseudonym } from '../core/ids.ts';
import { type AccessRequest, decodeRequest } from '../core/request.ts';
import { parseStatement } from '../core/session-statement.ts';

/** What an entry only names by a digest. */
export type OpenedEvidence =
  | { readonly kind: 'revocation'; readonly withdrawal: Withdrawal; readonly evidence: RevocationEvidence }
  | {
      readonly kind: 'request';
      readonly request: AccessRequest;
      /** Pseudonym of the requester's person who asked, where its organisation vouched for one. */
      readonly person?: Digest;
    }
  | {
      readonly kind: 'act';
      /** What was done, behind who did it. */
      readonly done: string;
      readonly person?: Digest;
      readonly subjects: readonly Pseudonym[];
    }
  /** Of the log's own running: nothing of a person stands in it. */
  | { readonly kind: 'other' };

/** Opens an entry whose receipt was verified with what is said to be its evidence. PROOF_INVALID where it is not that of
 *  the entry, or says another thing than the entry or than the call that was relayed for it; INPUT_INVALID,
 *  JSON_NOT_CANONICAL and their kin where it is none. `consents`: the contract that withdrawals are brought to. */
export function openEvidence(entry: Entry, bytes: Bytes, consents: Address): OpenedEvidence {
  if (toHex(evidenceDigest(bytes)) !== entry.evidence) throw notIts('is not that of its entry');
  const evidence = decodeEvidence(bytes);
  switch (evidence.kind) {
    case 'revocation': {
      const at = { height: entry.block.height, seconds: Math.floor(entry.time / 1000) };
      const withdrawal = readWithdrawal(evidence, entry, at, consents);
      if (entry.kind !== 'revocation' || withdrawal === undefined) throw notIts('says another thing than was relayed');
      return { kind: 'revocation', withdrawal, evidence };
    }
    case 'request': {
      const request = decodeRequest(canonicalBytes(evidence.request as unknown as Json));
      if (entry.kind !== 'release' || !isOf(entry, request)) throw notIts('is of another request than its entry');
      return { kind: 'request', request, ...personIn(evidence.session) };
    }
    case 'act': {
      if (entry.kind !== 'act') throw notIts('is of an act');
      const { method, path, session, subjects = [] } = evidence;
      return { kind: 'act', done: doneWords(method, path), subjects, ...personIn(session) };
    }
    default:
      if (entry.kind === 'revocation') throw notIts('is of no withdrawal');
      return { kind: 'other' };
  }
}

function doneWords(method: string, path: string): string {
  const [, answer] = /^\/v1\/acts\/0x[0-9a-f]{64}\/(\w+)$/.exec(path) ?? [];
  if (answer === 'confirmation') return 'confirmed what another person had asked for';
  if (answer === 'refusal') return 'declined what was asked for, or took it back';
  return actOfCall(method, path)?.form.done ?? `called ${method} ${path}`;
}

/** What a statement says is not verified here: an audit does. */
function personIn(session: SessionProof): { readonly person?: Digest } {
  return session.type === 'organisation' ? { person: parseStatement(session.statement).person } : {};
}

/** A refusal's entry may leave out what was not found. */
function isOf({ ledger, dataset, version, purpose }: Entry, request: AccessRequest): boolean {
  return (
    request.ledger === ledger &&
    (dataset ?? request.dataset) === request.dataset &&
    (version ?? request.version) === request.version &&
    purpose === request.purpose
  );
}

function notIts(what: string): CustosError {
  return new CustosError('PROOF_INVALID', `the evidence beside it ${what}`);
}
