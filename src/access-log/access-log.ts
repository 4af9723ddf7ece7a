import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { RevocationEvidence } from '../core/evidence.ts';
import { Admission } from './admission.ts';
import { Anchoring } from './anchoring.ts';
import type { Appended, AppendResult, Draft } from './draft.ts';
import { GroupCommit, type SignedHead } from './group-commit.ts';
import { Listeners, type LogListener } from './listeners.ts';
import { LogReader } from './log-reader.ts';
import { type OpenedLog, openLogFiles } from './opening.ts';
import { type AccessLogOptions, patienceOf } from './options.ts';
import { openingDrafts, relayDraft, revocationDraft, storedRevocations } from './own-entries.ts';
import type { LogMode, RelayOutcome } from './ports.ts';
import { Publisher } from './publisher.ts';
import { closed, outOfOrder, unanchored } from './refusals.ts';
import { Relaying } from './relaying.ts';
import { type Revocation, type RevocationPlace, Revocations } from './revocations.ts';
import { LogScrub } from './scrub.ts';
import { type Last, type Sequenced, Sequencer } from './sequencer.ts';
import { Snapshots } from './snapshots.ts';

/** A gateway's append-only access log: one sequencer over one journal (G1, G3, G5, G6, G9).
 *
 *  What it hands out a receipt for is on stable storage. After a failed write it refuses everything with LOG_UNWRITABLE
 *  until the process is started again. One process at a time has it open. */
export class AccessLog {
  readonly #options: AccessLogOptions;
  readonly #opened: OpenedLog;
  readonly #commit: GroupCommit;
  readonly #sequencer: Sequencer;
  readonly #admission: Admission;
  readonly #reader: LogReader;
  readonly #publisher: Publisher;
  readonly #relaying: Relaying;
  readonly #anchoring: Anchoring;
  readonly #snapshots: Snapshots;
  readonly #scrub: LogScrub;
  readonly #revocations = new Revocations();
  readonly #listeners = new Listeners();
  /** Revocations without a relay entry, as far as the journal is durable. */
  readonly #unanswered: Set<number>;
  #head: SignedHead;
  /** Of the last durable entry. */
  #last: Pick<Last, 'time' | 'block'> | undefined;
  #damage: CustosError | undefined;
  #begun = false;
  #closed = false;

  /** Recovers the log from its directory and begins this run with an entry that says so. Nothing is sent to the ledger
   *  before `start`. Refuses with DATA_DIR_IN_USE, with LOG_CORRUPT (naming what is damaged; nothing is changed), or
   *  with LOG_UNWRITABLE. */
  static async open(options: AccessLogOptions): Promise<AccessLog> {
    const log = new AccessLog(options, await openLogFiles(options));
    try {
      await log.#look();
      await log.#begin();
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  private constructor(options: AccessLogOptions, opened: OpenedLog) {
    const { journal, window, tiles, index, signer, store, last } = opened;
    const { sealer, latestBlock, clock = Date.now } = options;
    const onFailure = (error: unknown) => this.#commit.fail(error);
    const head = () => this.#head;
    this.#options = options;
    this.#opened = opened;
    this.#head = opened.head;
    this.#last = last;
    this.#unanswered = new Set(opened.pending);
    const revocations = this.#revocations;
    this.#sequencer = new Sequencer(
      { ledger: opened.ledger, logId: options.logId, sealer, revocations, latestBlock, clock },
      last,
    );
    this.#commit = new GroupCommit({
      journal,
      window,
      tiles,
      index,
      signer,
      onDurable: (signed, group) => this.#durable(signed, group),
      onRoom: () => this.#admission.drain(),
      onFailure: (error) => this.#failed(error),
    });
    this.#admission = new Admission(this.#sequencer, this.#commit);
    this.#publisher = new Publisher(
      {
        store,
        every: options.publishEvery ?? 1000,
        newest: head,
        onPublished: (published) => this.#listeners.each((listener) => listener.published?.(published)),
        onFailure,
      },
      opened.published,
    );
    this.#reader = new LogReader({
      journal,
      tiles,
      index,
      sealer,
      head,
      published: () => this.#publisher.published,
      onDamage: () => this.#scrub.suspect(),
    });
    this.#relaying = new Relaying({
      relay: options.relay,
      latestBlock,
      record: (revocation, outcome) => this.#recordRelay(revocation, outcome),
      onFailure,
      ...patienceOf(options),
    });
    this.#anchoring = new Anchoring({
      anchor: options.anchor,
      head,
      root: (size) => tiles.root(size),
      consistency: (from, to) => tiles.consistency(from, to),
      entries: (seq, count) => this.#reader.entries(seq, count),
      publish: () => this.#publish(),
      onAnchored: (anchored) => this.#listeners.each((listener) => listener.anchored?.(anchored)),
      onFailure,
      every: options.anchorEvery ?? 200,
      heartbeat: options.heartbeat ?? 60_000,
      ...patienceOf(options),
    });
    this.#snapshots = new Snapshots(opened.cache, tiles, index);
    this.#scrub = new LogScrub({
      journal,
      start: options.logId,
      reader: this.#reader,
      onDamage: (error) => this.#damaged(error),
    });
    opened.onStoreFailure(onFailure);
  }

  get origin(): string {
    return this.#opened.signer.name;
  }

  /** C2SP verifier key of the key that signs now. */
  get verifierKey(): string {
    return this.#opened.verifierKey;
  }

  get mode(): LogMode {
    return this.#options.anchor.mode;
  }

  /** Why nothing can be appended any more, once that is so. */
  get failure(): CustosError | undefined {
    return this.#commit.failure;
  }

  /** What of the journal was found damaged while it is in use: nothing but withdrawals and what becomes of them is
   *  appended, and nothing is anchored. */
  get damage(): CustosError | undefined {
    return this.#damage;
  }

  /** By how many ms the last entry is dated after the clock of now: no entry is dated before another. */
  get aheadMs(): number {
    return Math.max(0, this.#sequencer.time - (this.#options.clock ?? Date.now)());
  }

  /** Entries that are on stable storage and covered by a signature. */
  get size(): number {
    return this.#head.size;
  }

  get publishedSize(): number {
    return this.#publisher.published.size;
  }

  /** Entries whose head is final on chain. */
  get anchoredSize(): number {
    return this.#anchoring.size;
  }

  /** Begins to relay, to anchor, and to look after the journal. */
  start(): void {
    this.#relaying.start();
    this.#anchoring.start();
    this.#scrub.start();
  }

  subscribe(listener: LogListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Take it before a decision is begun, and give it with the draft. */
  revocationMark(): number {
    return this.#revocations.mark;
  }

  /** Acknowledged, and not known to the chain as far as decisions see it: they narrow each decision. */
  pendingRevocations(): readonly Revocation[] {
    return this.#revocations.pending;
  }

  /** Resolves once the entry is on stable storage. Entries are sequenced in the order of the calls; concurrent calls
   *  share one sync. `revoked-since` and `stale` mean that nothing was appended and that the decision is to be taken
   *  anew. Rejects with LOG_UNWRITABLE or LOG_CORRUPT (the release MUST NOT start), LOG_UNANCHORED (releases alone), UNAVAILABLE, or
   *  with what `build` threw. */
  append(draft: Draft): Promise<AppendResult> {
    const refusal = this.#refusal(draft);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.#admission.append(draft);
  }

  /** Resolves once the withdrawal, and with it the call that is relayed for it, is on stable storage. It is taken
   *  however far the chain is behind, overtakes entries that wait, and counts for all that is sequenced after it. */
  async acknowledgeRevocation(evidence: RevocationEvidence): Promise<Appended> {
    if (this.#closed) throw closed();
    const appended = await this.#admission.overtake(revocationDraft(evidence), (place) =>
      this.#announce(place, evidence),
    );
    if (appended.kind !== 'appended') throw outOfOrder();
    return appended;
  }

  /** Newest published checkpoint, a signed note: never older than a head that was sent to the chain. */
  checkpoint(): Bytes {
    return this.#publisher.published.note;
  }

  /** Newest signed head. */
  head(): SignedHead {
    return this.#head;
  }

  /** Time of the oldest entry whose head is not final on chain, in ms; undefined where there is none, 0 as long as the
   *  chain has not been asked since the start. */
  oldestUnanchored(): number | undefined {
    return this.#anchoring.oldest;
  }

  /** Answers for entries, receipts, proofs and tiles. */
  get read(): LogReader {
    return this.#reader;
  }

  /** Finishes what was begun and leaves a snapshot. Later calls of `append` are refused with UNAVAILABLE. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([this.#relaying.close(), this.#anchoring.close(), this.#scrub.close()]);
    await this.#commit.settled();
    await this.#publisher.close();
    if (this.failure === undefined && this.#begun) {
      await this.#publisher.publish();
      await this.#snapshot();
    }
    await this.#opened.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What lies before the snapshot was not read at the start. Nothing is signed on damage; the next start reads all. */
  async #look(): Promise<void> {
    try {
      await this.#scrub.recent();
    } catch (error) {
      await this.#snapshots.drop();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    this.#begun = true;
    const { pending } = this.#opened;
    for await (const [place, evidence] of storedRevocations(this.#reader, pending)) {
      this.#relaying.take(this.#revocations.add(place, evidence));
    }
    for (const draft of openingDrafts(this.#options, this.#opened)) await this.#admission.append(draft);
    await this.#publisher.publish();
  }

  async #publish(): Promise<void> {
    try {
      await this.#publisher.publish();
    } catch (error) {
      this.#commit.fail(error);
      throw error;
    }
  }

  #announce(place: RevocationPlace, evidence: RevocationEvidence): void {
    const revocation = this.#revocations.add(place, evidence);
    this.#listeners.each((listener) => listener.sequenced?.(revocation));
  }

  async #recordRelay(revocation: Revocation, outcome: RelayOutcome): Promise<void> {
    const appended = await this.#admission.overtake(relayDraft(revocation.seq, outcome), () => {
      this.#revocations.settle(revocation.seq);
      this.#listeners.each((listener) => listener.settled?.(revocation, outcome.outcome));
    });
    if (appended.kind !== 'appended') throw outOfOrder();
  }

  /** A group is durable and signed. */
  #durable(head: SignedHead, group: readonly Sequenced[]): void {
    this.#head = head;
    this.#opened.store.sign(head.note);
    let bytes = 0;
    for (const { seq, facts, record } of group) {
      bytes += record.entry.length + record.evidence.length + (record.attachment?.length ?? 0);
      if (facts.kind === 'revocation') this.#acknowledged(seq);
      if (facts.kind === 'relay' && facts.of !== undefined) this.#unanswered.delete(facts.of);
    }
    this.#last = group.at(-1);
    if (this.#snapshots.due(head.size, bytes)) {
      this.#snapshot().catch((error: unknown) => this.#commit.fail(error));
    }
    this.#publisher.touch();
    this.#anchoring.touch(group[0]?.time ?? 0);
  }

  #acknowledged(seq: number): void {
    this.#unanswered.add(seq);
    const revocation = this.#revocations.get(seq);
    if (revocation === undefined) return;
    this.#relaying.take(revocation);
    this.#listeners.each((listener) => listener.durable?.(revocation));
  }

  /** To be called where head and journal end at the same entry: while a group is acknowledged, or when all is settled. */
  async #snapshot(): Promise<void> {
    if (this.#last?.block === undefined) return;
    const { time, block } = this.#last;
    const pending = [...this.#unanswered];
    await this.#snapshots.write({ position: this.#opened.journal.end, root: this.#head.root, time, block, pending });
  }

  #refusal(draft: Draft): CustosError | undefined {
    if (this.failure !== undefined) return this.failure;
    if (this.#closed) return closed();
    if (this.#damage !== undefined) return this.#damage;
    const oldest = this.#anchoring.oldest;
    if (draft.decision === undefined || oldest === undefined) return undefined;
    const age = (this.#options.clock ?? Date.now)() - oldest;
    return age > this.#options.maxUnanchored() ? unanchored(oldest === 0 ? undefined : age) : undefined;
  }

  /** The next start reads the whole journal, so that it neither misses the damage nor believes the mending. */
  #damaged(error: CustosError): void {
    this.#damage = new CustosError(
      'LOG_CORRUPT',
      `${error.message} Until then withdrawals are taken; nothing else is logged, released or anchored.`,
      { ...(error.details ? { details: error.details } : {}), cause: error },
    );
    this.#anchoring.close().catch(() => undefined);
    this.#snapshots.drop().catch((failed: unknown) => this.#commit.fail(failed));
    this.#options.onDamage?.(this.#damage);
  }

  #failed(error: CustosError): void {
    this.#admission.drain();
    this.#options.onFailure?.(error);
    this.#listeners.each((listener) => listener.failed?.(error));
  }
}
