import { keccak256 } from 'ethers';
import type { Hex } from '../../core/bytes.ts';
import { type Digest, type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import { accountOf, type Signer } from '../../core/signer.ts';
import type { EventOf } from '../../ledger/events.ts';
import { SIGNER_KIND, STAGE } from '../../ledger/words.ts';
import type { SignerRecord } from './directory-records.ts';

/** Seconds: contracts/SubjectRegistry.sol. */
const NARROWING_GRACE = 7 * 86_400;
/** Ids of signers that are remembered. */
const KEPT_IDS = 10_000;

type SignerEvent = EventOf<
  'SignerBound' | 'SignerAdded' | 'SignerRemoved' | 'GuardianEnded' | 'SignerLeaving' | 'SignerStays' | 'StageSet'
>;

/** Who signs, or signed, for whom. */
export class KnownSigners {
  readonly #signers = new Map<Digest, SignerRecord>();
  /** Nearly all have one: a list for each would take twice the memory. */
  readonly #bySubject = new Map<Pseudonym, Digest | Digest[]>();
  readonly #ids = new Map<Hex, Digest>();
  /** Subjects whose guardians act no more. */
  readonly aloneFrom: Map<Pseudonym, number>;

  constructor(aloneFrom: ReadonlyMap<Pseudonym, number> = new Map()) {
    this.aloneFrom = new Map(aloneFrom);
  }

  /** By their ids. */
  all(): Iterable<readonly [Digest, SignerRecord]> {
    return this.#signers;
  }

  restore(id: Digest, signer: SignerRecord): void {
    if (!this.#signers.has(id)) {
      const own = this.#bySubject.get(signer.subject);
      this.#bySubject.set(signer.subject, own === undefined ? id : [own, id].flat());
    }
    this.#signers.set(id, signer);
  }

  /** All that a subject ever had, by their ids, in ledger order. */
  *of(subject: Pseudonym): Generator<readonly [Digest, SignerRecord]> {
    for (const id of [this.#bySubject.get(subject) ?? []].flat()) {
      const signer = this.#signers.get(id);
      if (signer) yield [id, signer];
    }
  }

  /** At the second `now` of the event's block. */
  apply(event: SignerEvent, now: number): void {
    switch (event.name) {
      case 'SignerBound':
      case 'SignerAdded':
        return this.#add(event);
      case 'SignerRemoved':
        return this.#change(event.signer, (signer) => (signer.removedAt = now));
      case 'GuardianEnded':
        return this.#change(event.signer, (signer) => (signer.until = now - 1));
      case 'SignerLeaving':
        return this.#change(event.signer, (signer) => (signer.leavesAt = Number(event.leavesAt)));
      case 'SignerStays':
        return this.#change(event.signer, (signer) => (signer.leavesAt = 0));
      case 'StageSet':
        if (Number(event.stage) === STAGE.self) this.aloneFrom.set(event.subject, now);
    }
  }

  /** The subject that a signer signs for, in seconds: begun by the block whose state is known, since an auditor judges
   *  by it, and not ended by the clock. */
  subjectOf(bytes: Signer, blockSeconds: number, nowSeconds: number): Pseudonym | undefined {
    const signer = this.find(bytes);
    return signer !== undefined && this.acts(signer, blockSeconds, nowSeconds) ? signer.subject : undefined;
  }

  /** Whether a signer signs for its subject. Times as for `subjectOf`. */
  acts(signer: SignerRecord, blockSeconds: number, nowSeconds: number): boolean {
    if (signer.removedAt !== 0 || signer.leavesAt !== 0) return false;
    const stands = signer.from <= blockSeconds && (signer.until === 0 || nowSeconds <= signer.until);
    return stands && !(signer.kind === SIGNER_KIND.guardian && this.aloneFrom.has(signer.subject));
  }

  /** The subject that a signer may withdraw for: also while it leaves, and for seven days after its end, as the
   *  contracts take it. Times as for `subjectOf`. */
  withdrawsFor(bytes: Signer, blockSeconds: number, nowSeconds: number): Pseudonym | undefined {
    const signer = this.find(bytes);
    // What was cancelled while it waited never counted.
    const isCancelled = signer !== undefined && signer.removedAt !== 0 && signer.removedAt < signer.from;
    if (signer === undefined || signer.from > blockSeconds || isCancelled) return undefined;
    const alone = signer.kind === SIGNER_KIND.guardian ? this.aloneFrom.get(signer.subject) : undefined;
    const ends = [signer.until, signer.removedAt, signer.leavesAt, alone ?? 0].filter((end) => end !== 0);
    return ends.every((end) => nowSeconds <= end + NARROWING_GRACE) ? signer.subject : undefined;
  }

  /** What is known of a signer: 20 bytes are an account, more `verifier ‖ key`. */
  find(bytes: Hex): SignerRecord | undefined {
    return this.#signers.get(this.#idOf(bytes));
  }

  /** As `find`, by the id. */
  get(id: Digest): SignerRecord | undefined {
    return this.#signers.get(id);
  }

  /** Whether the subject ever had a signer of its own, however that ended. */
  hadOwn(subject: Pseudonym): boolean {
    return [...this.of(subject)].some(([, { kind }]) => kind === SIGNER_KIND.self);
  }

  /** The same accounts ask again and again, and each request asks several times. */
  #idOf(bytes: Hex): Digest {
    const known = this.#ids.get(bytes);
    if (known !== undefined) return known;
    if (this.#ids.size >= KEPT_IDS) this.#ids.clear();
    const id = keccak256(bytes) as Digest;
    this.#ids.set(bytes, id);
    return id;
  }

  #add(event: EventOf<'SignerBound' | 'SignerAdded'>): void {
    this.restore(event.signer, {
      subject: event.subject,
      account: accountOf(event.signerBytes) ?? ZERO_ADDRESS,
      kind: Number(event.kind),
      from: Number(event.from),
      until: Number(event.until),
      removedAt: 0,
      leavesAt: 0,
    });
  }

  #change(id: Digest, change: (signer: SignerRecord) => void): void {
    const signer = this.#signers.get(id);
    if (signer) change(signer);
  }
}
