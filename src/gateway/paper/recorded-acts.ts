import { randomBytes } from 'node:crypto';
import type { AccessLog } from '../../access-log/access-log.ts';
import { type Hex, toHex } from '../../core/bytes.ts';
import { decodeEntry } from '../../core/entry.ts';
import { isCustosError } from '../../core/errors.ts';
import { encodeEvidence, evidenceDigest, type RevocationEvidence } from '../../core/evidence.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import type { GrantOpening } from '../../core/openings.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { SealedRecords } from '../../vault/sealed-records.ts';
import type { PaperConsent } from '../consents/recorded-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import type { KeptAct, PaperTables, PendingAct } from '../records/gateway-records.ts';

export interface ActDeps extends GrantSources {
  readonly tables: Pick<PaperTables, 'acts' | 'pending'>;
  readonly records: Pick<SealedRecords, 'write'>;
  readonly log: AccessLog;
  /** A withdrawal was taken all the same, and by whom it was recorded could not be kept. */
  readonly onLost: (error: unknown) => void;
}

/** An act as it is noted; a consent of before such notes were kept has no `by`. */
export type ListedAct = Omit<KeptAct, 'by'> & Partial<Pick<KeptAct, 'by'>>;

type Narrowing = Omit<RevocationEvidence, 'v' | 'kind' | 'unchecked'>;

const ENTRIES = 64;

/** Who recorded what for a patient, and when: kept before it has any effect, under the patient's key. A crash between an act and its
 *  note is made good at the next start. */
export class RecordedActs {
  readonly #deps: ActDeps;

  /** Resolves when every act is noted that was on its way when the gateway ended. */
  static async open(deps: ActDeps): Promise<RecordedActs> {
    const acts = new RecordedActs(deps);
    for await (const [key, pending] of deps.tables.pending.all()) await acts.#settle(key, pending);
    return acts;
  }

  private constructor(deps: ActDeps) {
    this.#deps = deps;
  }

  /** Notes a consent, as what the chain will have it under. What was noted first stays. */
  async note({ subject, grant, form }: GrantOpening, { noted, checklist }: PaperConsent): Promise<void> {
    if (noted === undefined || form === undefined) return;
    const { by, at } = noted;
    const act: KeptAct = { subject, what: 'consent', form, grant, by, at, ...(checklist ? { checklist } : {}) };
    const { acts } = this.#deps.tables;
    const [before] = await acts.getMany([keyOf(subject, grant)]);
    if (before === undefined) await acts.put(keyOf(subject, grant), act, subject);
  }

  async forget({ subject, grant }: GrantOpening): Promise<void> {
    await this.#deps.tables.acts.delete(keyOf(subject, grant));
  }

  /** Does what the evidence is of, and notes who recorded it. It is done, too, where that cannot be noted: nothing keeps a withdrawal
   *  back. */
  async narrow<Done extends { readonly seq: number }>(
    act: KeptAct,
    evidence: Narrowing,
    work: () => Promise<Done>,
  ): Promise<Done> {
    const written = encodeEvidence({ v: 1, kind: 'revocation', ...evidence });
    const pending = { act, evidence: toHex(evidenceDigest(written)) as Digest, from: this.#deps.log.size };
    return this.#doing(pending, work, ({ seq }) => ({ ...act, seq }));
  }

  /** The same of an act that gives back, and has no entry. */
  async widen<Done>(act: KeptAct, work: () => Promise<Done>): Promise<Done> {
    return this.#doing({ act, from: this.#deps.log.size }, work, () => act);
  }

  /** What was recorded for a patient, the oldest first: consents that the chain has, and all else that was done. */
  async of(subject: Pseudonym): Promise<ListedAct[]> {
    const { tables, state, terms } = this.#deps;
    const acts = (await Array.fromAsync(tables.acts.all(`${subject.slice(2)}/`))).map(([, act]) => act);
    const noted = new Map(
      acts.flatMap((act) => (act.what === 'consent' && act.grant ? [[act.grant, act] as const] : [])),
    );
    const given = (state.directory.consents.get(subject) ?? []).filter(({ kind }) => kind === 'recorded');
    const consents = given.flatMap(({ grant, grantedAt }): ListedAct[] => {
      const form = terms.get(grant)?.form;
      const known = noted.get(grant);
      if (known !== undefined) return [known];
      return form === undefined ? [] : [{ subject, what: 'consent', form, grant, at: grantedAt * 1000 }];
    });
    const others = acts.filter(({ what }) => what !== 'consent');
    return [...consents, ...others].sort((one, other) => one.at - other.at);
  }

  async #doing<Done>(pending: PendingAct, work: () => Promise<Done>, doneOf: (done: Done) => KeptAct): Promise<Done> {
    const { tables, records, onLost } = this.#deps;
    const { act, evidence } = pending;
    const key = keyOf(act.subject, newId());
    await tables.pending.put(key, pending, act.subject).catch((error: unknown) => {
      if (evidence === undefined) throw error;
      onLost(error);
    });
    const done = await work().catch(async (error: unknown) => {
      // What may have been done all the same is told apart at the next start.
      if (isCustosError(error, 'LEDGER_REJECTED', 'CONFLICT')) await tables.pending.delete(key).catch(onLost);
      throw error;
    });
    const note = tables.acts.change(key, doneOf(done), act.subject);
    await records.write([tables.pending.change(key, null), note]).catch(onLost);
    return done;
  }

  /** Notes an act that was done, and forgets one that was not. */
  async #settle(key: string, pending: PendingAct): Promise<void> {
    const { tables, records } = this.#deps;
    const done = await this.#found(pending);
    const note = done === undefined ? [] : [tables.acts.change(key, done, done.subject)];
    await records.write([tables.pending.change(key, null), ...note]);
  }

  async #found({ act, evidence, from }: PendingAct): Promise<KeptAct | undefined> {
    if (evidence === undefined) return this.#isGivenBack(act) ? act : undefined;
    const { log } = this.#deps;
    for (let at = Math.min(from, log.size); at < log.size; at += ENTRIES) {
      const entries = await log.read.entries(at, Math.min(ENTRIES, log.size - at));
      const own = entries.map(decodeEntry).find((one) => one.kind === 'revocation' && one.evidence === evidence);
      if (own !== undefined) return { ...act, seq: own.seq };
    }
    return undefined;
  }

  #isGivenBack({ subject, what, level }: KeptAct): boolean {
    const { optOut, pausedUntil } = this.#deps.state.directory.subjects.find(subject);
    if (what === 'opt-in') return level !== undefined && optOut <= OPT_OUT_LEVEL[level];
    return pausedUntil * 1000 < Date.now();
  }
}

/** Digits by which the acts of one patient are told apart. */
const ID_DIGITS = 40;

function keyOf(subject: Pseudonym, id: Hex): string {
  return `${subject.slice(2)}/${id.slice(2, 2 + ID_DIGITS)}`;
}

function newId(): Hex {
  return toHex(randomBytes(ID_DIGITS / 2));
}
