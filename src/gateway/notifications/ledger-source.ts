import type { Logger } from 'pino';
import { type Address, ZERO_DIGEST } from '../../core/ids.ts';
import type { NotificationKind } from '../../core/notification.ts';
import { backoff, pause } from '../../core/patience.ts';
import { Turns } from '../../core/turns.ts';
import type { LedgerEvent } from '../../ledger/events.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { RecordChange } from '../../vault/sealed-records.ts';
import type { Directory } from '../ledger/directory.ts';
import type { LedgerFollower } from '../ledger/ledger-follower.ts';
import type { NotificationQueue, Sentences, Told } from './queue.ts';
import { actOf } from './told-act.ts';
import { UseDigests } from './use-digests.ts';

export interface LedgerSourceDeps {
  readonly queue: NotificationQueue;
  readonly holder: Address;
  readonly logger: Logger;
}

/** Takes from the ledger's proven events what people are to be told of, each once: it is written together with the height up to which
 *  that was done, before a snapshot is taken of what came after. Whoever waits for the ledger does not wait for it. */
export class LedgerSource implements LedgerFollower {
  readonly #deps: LedgerSourceDeps;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  /** Undefined as long as it was never begun: what came before is not told. */
  #cursor: number | undefined;
  #told: Told[] = [];
  #erased: Told['subject'][] = [];
  #reached: number;
  #sentences: Sentences | undefined;
  #writing: Promise<void> | undefined;

  static async open(deps: LedgerSourceDeps): Promise<LedgerSource> {
    return new LedgerSource(deps, await deps.queue.tables.cursors.get('ledger'));
  }

  private constructor(deps: LedgerSourceDeps, cursor: number | undefined) {
    this.#deps = deps;
    this.#cursor = cursor;
    this.#reached = cursor ?? 0;
  }

  /** Begins at this height where nothing was ever told. Durable once resolved. What is written before it has no `sentences`. */
  async begin(height: number, sentences?: Sentences): Promise<void> {
    this.#sentences = sentences;
    if (this.#cursor !== undefined) return;
    await this.#deps.queue.tables.cursors.put('ledger', height);
    this.#cursor = height;
    this.#reached = Math.max(this.#reached, height);
  }

  see(event: LedgerEvent, before: Directory): void {
    if (this.#cursor === undefined || event.at.height <= this.#cursor || !('subject' in event)) return;
    const { subject } = event;
    if (before.enrolled.get(subject) !== this.#deps.holder) return;
    if (event.name === 'SubjectErased') this.#erased.push(subject);
    const kind = kindOf(event, before);
    const form = 'form' in event ? { form: event.form } : {};
    if (kind !== undefined) this.#told.push({ subject, kind, since: event.at.time, act: actOf(event), ...form });
  }

  reached(height: number): void {
    this.#reached = Math.max(this.#reached, height);
    if (!this.#isPending) return;
    this.#writing ??= this.#writeOn().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when all that was seen is durable; rejects where it cannot be. */
  async settled(): Promise<void> {
    await this.#turns.take(() => this.#write());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  async #writeOn(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; this.#isPending && !signal.aborted; ) {
      try {
        await this.settled();
        failures = 0;
      } catch (err) {
        this.#deps.logger.warn({ err }, 'what is to be told of the ledger was not kept; it is tried again');
        await pause(backoff(failures++), signal);
      }
    }
  }

  get #isPending(): boolean {
    return this.#told.length > 0 || this.#erased.length > 0;
  }

  /** What was done by a code was told when it was done. */
  async #notByCode(told: readonly Told[]): Promise<Told[]> {
    const forms = told.flatMap(({ form }) => (form === undefined || form === ZERO_DIGEST ? [] : [form]));
    const byCode = await this.#deps.queue.tables.byCode.getMany(forms);
    const known = new Set(forms.filter((_, i) => byCode[i] !== undefined));
    return told.filter(({ form }) => form === undefined || !known.has(form));
  }

  async #write(): Promise<void> {
    const [told, erased, height] = [this.#told, this.#erased, this.#reached];
    if (!this.#isPending) return;
    const { queue } = this.#deps;
    const { contacts, uses, cursors } = queue.tables;
    const gone = new Set(erased);
    const changes: RecordChange[] = await queue.changesFor(
      (await this.#notByCode(told)).filter(({ subject }) => !gone.has(subject)),
      this.#sentences,
    );
    const digests = new UseDigests(queue);
    for (const subject of gone) {
      const kept = digests.forgotten(subject, Date.now());
      changes.push(contacts.change(subject, null), uses.change(subject, null), ...kept);
    }
    await queue.write([...changes, cursors.change('ledger', height)]);
    this.#cursor = height;
    this.#told = this.#told.slice(told.length);
    this.#erased = this.#erased.slice(erased.length);
  }
}

/** What the event is to its patient, by what was known before it; undefined where it is nothing that is told. */
export function kindOf(event: LedgerEvent, before: Directory): NotificationKind | undefined {
  switch (event.name) {
    case 'SignerBound':
      if (Number(event.from) * 1000 > event.at.time) return 'binding-announced';
      return before.bound.has(event.subject) ? 're-enrolment' : 'binding';
    case 'SignerAdded':
      return 're-enrolment';
    case 'SignerRemoved':
    case 'SignerLeaving':
    case 'GuardianEnded':
      return 'signer-removed';
    case 'ConsentRecorded':
      return 'recorded-consent';
    case 'ConsentRevoked':
    case 'ConsentRevocationRecorded':
    case 'EpochRaised':
      return 'withdrawal';
    case 'OptOutSet':
    case 'PauseSet':
      return before.signers.get(event.by)?.kind === SIGNER_KIND.self ? undefined : 'withheld-by-other';
    case 'ErasureAnnounced':
      return 'erasure';
    default:
      return undefined;
  }
}
