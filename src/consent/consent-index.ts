import { CustosError } from '../core/errors.ts';
import { type Digest, type GrantId, type PermitId, type Pseudonym, ZERO_DIGEST } from '../core/ids.ts';
import { type DatasetRows, Datasets } from './datasets.ts';
import { type Block, type ConsentEvent, type OtherEvent, type SubjectEvent, secondsOf } from './events.ts';
import { GRANT_KINDS, type GrantRows, GrantTable, type GrantTerms } from './grant-table.ts';
import { type ItemOrder, itemOrder } from './item-order.ts';
import { type MemberRows, Members } from './members.ts';
import { type Permit, Permits } from './permits.ts';
import { type Asked, RecordedEnds } from './recorded-ends.ts';
import { clampSeconds, type SubjectRows, SubjectTable } from './subject-table.ts';
import { type TermsRows, type TermsSource, TermsTable } from './terms-table.ts';
import type { DatasetView } from './view.ts';

const RECORDED = GRANT_KINDS.indexOf('recorded');
const UNKNOWN_TERMS: GrantTerms = { shape: 0, from: 0, until: 0 };

/** What an index has come to at a block. */
export interface IndexSnapshot {
  readonly block: Block;
  readonly members: MemberRows;
  readonly datasets: DatasetRows;
  readonly permits: ReadonlyMap<PermitId, Permit>;
  readonly subjects: SubjectRows;
  readonly grants: GrantRows;
  readonly terms: TermsRows;
  readonly ends: ReadonlyMap<number, Asked>;
}

/** What decisions rest on: a projection of the ledger's events and the holder's grant terms, in memory. It holds
 *  the state at one block, is rebuilt from events at any time and is never trusted over the chain. One writer;
 *  `apply` and decisions are synchronous, so a decision never sees half a block. */
export class ConsentIndex {
  readonly members: Members;
  readonly datasets: Datasets;
  readonly permits: Permits;
  readonly subjects: SubjectTable;
  readonly grants: GrantTable;
  readonly terms: TermsTable;
  readonly #terms: TermsSource;
  readonly #ends: RecordedEnds;
  readonly #orders = new WeakMap<Int32Array, ItemOrder>();
  #block: Block;

  /** `snapshot`: what another index had come to; it goes on from there, and the columns become its own. */
  constructor(terms: TermsSource, snapshot?: IndexSnapshot) {
    this.#terms = terms;
    this.members = new Members(snapshot?.members);
    this.datasets = new Datasets(snapshot?.datasets);
    this.permits = new Permits(snapshot?.permits);
    this.subjects = new SubjectTable(snapshot?.subjects);
    this.grants = new GrantTable(snapshot?.grants);
    this.terms = new TermsTable(snapshot?.terms);
    this.#ends = new RecordedEnds(snapshot?.ends);
    this.#block = snapshot?.block ?? { height: 0, hash: ZERO_DIGEST, time: 0 };
  }

  /** All that it holds: its own columns and records, to be written out before anything is applied. Terms of the
   *  `erased` are left out, as they are when it is built anew without their keys. */
  snapshot(erased: Iterable<Pseudonym> = []): IndexSnapshot {
    return {
      block: this.#block,
      members: this.members.rows,
      datasets: this.datasets.rows,
      permits: this.permits.rows,
      subjects: this.subjects.rows,
      grants: this.#grantsWithout(erased),
      terms: this.terms.rows,
      ends: this.#ends.rows,
    };
  }

  /** The block whose state the index holds. */
  get block(): Block {
    return this.#block;
  }

  /** Bytes that grants take, subjects aside. */
  get grantBytes(): number {
    return this.grants.bytes;
  }

  /** Takes the events of finalized blocks in the ledger's order; those that decide nothing are passed over. `head` is
   *  the last finalized block that they reach to, and becomes `block`. LEDGER_FORKED where it lies before the one
   *  held: an index is not rolled back but built anew. */
  apply(events: Iterable<ConsentEvent | OtherEvent>, head: Block): void {
    if (head.height < this.#block.height) {
      throw new CustosError('LEDGER_FORKED', `The index stands at block ${this.#block.height}, not ${head.height}.`);
    }
    for (const event of events) this.#apply(event);
    this.#block = head;
  }

  /** Asks again for a grant's terms, which came to the holder after the grant's event. */
  learnTerms(subject: Pseudonym, id: GrantId): void {
    const number = this.subjects.find(subject);
    const grant = number === 0 ? 0 : this.grants.find(id, this.subjects.firstGrant(number));
    if (grant === 0 || this.grants.shape(grant) !== 0 || !this.grants.isAlive(grant)) return;
    this.#give(number, grant, this.grants.kind(grant), this.grants.grantedAt(grant), this.#termsOf(subject, id));
  }

  /** Last second of the subject's recorded grants that its own signer did not keep; 0 for no such end. */
  recordedEnd(subject: number): number {
    const end = this.#ends.of(subject);
    return Number.isFinite(end) ? end : 0;
  }

  /** How to walk a view's items. Made once a view: call it when a dataset is loaded, and no request pays for it. */
  itemOrder(view: DatasetView): ItemOrder {
    const known = this.#orders.get(view.subjectOf);
    if (known !== undefined) return known;
    const number = (at: number) => this.subjects.intern(view.subjects[at] ?? ('' as Pseudonym));
    const order = itemOrder(view, number, () => this.subjects.count);
    this.#orders.set(view.subjectOf, order);
    return order;
  }

  #grantsWithout(erased: Iterable<Pseudonym>): GrantRows {
    const { rows } = this.grants;
    const left = new GrantTable({ ...rows, words: rows.words.slice() });
    for (const subject of erased) {
      const number = this.subjects.find(subject);
      const first = number === 0 ? 0 : this.subjects.firstGrant(number);
      for (let g = first; g !== 0; g = left.next(g)) left.forgetTerms(g);
    }
    return left.rows;
  }

  #apply(event: ConsentEvent | OtherEvent): void {
    switch (event.name) {
      case 'MemberAdded':
      case 'MemberRolesSet':
      case 'MemberSuspended':
      case 'MemberResumed':
      case 'MemberRemoved':
      case 'MemberRotated':
      case 'GroupJoined':
      case 'GroupLeft':
      case 'NoticePublished':
      case 'NoticeWithdrawn':
        return this.members.apply(event, secondsOf(event.at));
      case 'DatasetRegistered':
      case 'DatasetPublished':
      case 'DatasetSuperseded':
      case 'DatasetRetired':
        return this.datasets.apply(event);
      case 'PermitIssued':
      case 'PermitCountersigned':
      case 'PermitAccepted':
      case 'PermitRevoked':
        return this.permits.apply(event);
      case 'SubjectEnrolled':
      case 'OptOutSet':
      case 'PauseSet':
      case 'EpochRaised':
      case 'SubjectErased':
        return this.#changeSubject(event);
      case 'SignerBound': {
        const subject = this.subjects.intern(event.subject);
        return this.#ends.bound(subject, event) ? this.#askAll(subject) : undefined;
      }
      case 'SignerRemoved': {
        const subject = this.subjects.intern(event.subject);
        const voided = this.#ends.removed(subject, event.signer, secondsOf(event.at));
        return voided ? this.#askAll(subject) : undefined;
      }
      case 'ConsentGranted':
        return this.#grant(event.subject, event.grant, Number(event.kind), secondsOf(event.at));
      case 'ConsentRecorded':
        return this.#grant(event.subject, event.grant, RECORDED, secondsOf(event.at));
      case 'ConsentKept': {
        const subject = this.subjects.intern(event.subject);
        const grant = this.#grantOf(subject, event.grant);
        this.grants.keep(grant);
        return this.#ask(subject, grant);
      }
      case 'ConsentRevoked':
      case 'ConsentRevocationRecorded': {
        const subject = this.subjects.intern(event.subject);
        return this.grants.revoke(this.#grantOf(subject, event.grant));
      }
    }
  }

  #changeSubject(event: Exclude<SubjectEvent, { readonly grant: GrantId } | { readonly signer: Digest }>): void {
    const subject = this.subjects.intern(event.subject);
    switch (event.name) {
      case 'SubjectEnrolled':
        return this.subjects.enroll(subject, this.members.numberOf(event.holder));
      case 'OptOutSet':
        return this.subjects.setOptOut(subject, Number(event.level));
      case 'PauseSet':
        return this.subjects.pause(subject, event.until);
      case 'SubjectErased':
        return this.subjects.erase(subject);
      case 'EpochRaised':
        this.subjects.setEpoch(subject, Number(event.epoch));
        for (let g = this.subjects.firstGrant(subject); g !== 0; g = this.grants.next(g)) this.grants.endEpoch(g);
    }
  }

  /** A grant that was revoked before it was given stays revoked. */
  #grant(pseudonym: Pseudonym, id: GrantId, kind: number, now: number): void {
    const subject = this.subjects.intern(pseudonym);
    const grant = this.#grantOf(subject, id);
    if (!this.grants.isAlive(grant) || this.grants.kind(grant) !== 0) return;
    this.#give(subject, grant, kind, now, this.#termsOf(pseudonym, id));
  }

  #askAll(subject: number): void {
    for (let g = this.subjects.firstGrant(subject); g !== 0; g = this.grants.next(g)) this.#ask(subject, g);
  }

  /** Sets the end of a recorded grant anew, after an answer or what asks for one. */
  #ask(subject: number, grant: number): void {
    if (this.grants.kind(grant) !== RECORDED || !this.grants.isAlive(grant)) return;
    const terms = this.#termsOf(this.subjects.pseudonym(subject), this.grants.id(grant));
    this.#give(subject, grant, RECORDED, this.grants.grantedAt(grant), terms);
  }

  #give(subject: number, grant: number, kind: number, grantedAt: number, terms: GrantTerms): void {
    const unanswered = kind === RECORDED && !this.grants.isKept(grant);
    const until = unanswered ? Math.min(terms.until, this.#ends.of(subject)) : terms.until;
    this.grants.give(grant, kind, grantedAt, { ...terms, until });
  }

  #grantOf(subject: number, id: GrantId): number {
    const first = this.subjects.firstGrant(subject);
    const known = this.grants.find(id, first);
    if (known !== 0) return known;
    const grant = this.grants.add(id, first);
    this.subjects.setFirstGrant(subject, grant);
    return grant;
  }

  #termsOf(subject: Pseudonym, id: GrantId): GrantTerms {
    const terms = this.#terms(id, subject);
    if (terms === undefined) return UNKNOWN_TERMS;
    const shape = this.terms.intern(terms);
    return { shape, from: clampSeconds(terms.from), until: clampSeconds(terms.until) };
  }
}
