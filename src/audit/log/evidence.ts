import { hash } from 'node:crypto';
import type { Bytes } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { ifReadable } from '../../core/errors.ts';
import { decodeEvidence, type Evidence } from '../../core/evidence.ts';
import { domainPrefix } from '../../core/hash.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import { type Fetched, missed } from '../source/sources.ts';

const EVIDENCE = domainPrefix('evidence');

/** Kinds of evidence that stand behind each kind of entry. */
const EVIDENCE_OF: Readonly<Record<Entry['kind'], readonly Evidence['kind'][]>> = {
  release: ['request'],
  revocation: ['revocation'],
  relay: ['relay'],
  erasure: ['revocation', 'operation'],
  start: ['operation'],
  restore: ['operation'],
  key: ['operation'],
  act: ['act'],
};

/** Opens the evidence of entries: it must be the one that the entry names, and of its kind. */
export class EvidenceReader {
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #entitled: boolean;

  /** `entitled`: the auditor has a right to it, so that evidence that is gone is a finding, not a gap. */
  constructor(book: FindingBook, coverage: Coverage, entitled: boolean) {
    this.#book = book;
    this.#coverage = coverage;
    this.#entitled = entitled;
  }

  /** Undefined where there is none that could be judged: that is noted. */
  read(entry: Entry, fetched: Fetched | undefined, where: Where): Evidence | undefined {
    this.#coverage.due('evidence');
    if (fetched?.kind !== 'bytes') {
      if (fetched?.kind === 'absent' && this.#entitled) {
        this.#coverage.done('evidence');
        this.#book.add('EVIDENCE_WITHHELD', where, 'The log names evidence that its gateway does not have.');
      } else this.#coverage.miss('evidence', fetched?.reason ?? 'its source offers none', where, 1, missed(fetched));
      return undefined;
    }
    this.#coverage.done('evidence');
    if (digestOf(fetched.bytes) !== entry.evidence) {
      this.#book.add('EVIDENCE_DIFFERS', where, 'The evidence is not the one that the entry names.');
      return undefined;
    }
    const evidence = ifReadable(() => decodeEvidence(fetched.bytes));
    if (evidence === undefined) this.#book.add('EVIDENCE_MALFORMED', where, 'The evidence is of no known form.');
    return evidence !== undefined && this.#fits(entry, evidence, where) ? evidence : undefined;
  }

  #fits(entry: Entry, evidence: Evidence, where: Where): boolean {
    if (evidence.kind !== 'interruption' && !EVIDENCE_OF[entry.kind].includes(evidence.kind)) {
      this.#book.add('EVIDENCE_KIND', where, `Evidence of a ${evidence.kind} stands behind a ${entry.kind}.`);
      return false;
    }
    if ((evidence.kind === 'interruption') === (entry.outcome === 'interrupted')) return true;
    this.#book.add('EVIDENCE_KIND', where, 'Interruption and evidence do not agree.');
    return false;
  }
}

/** `evidenceDigest` of core, by OpenSSL: evidence is the largest of what is hashed. */
function digestOf(evidence: Bytes): string {
  return `0x${hash('sha256', Buffer.concat([EVIDENCE, evidence]), 'hex')}`;
}
