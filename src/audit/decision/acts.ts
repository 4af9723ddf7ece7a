import { actOfCall } from '../../core/acts.ts';
import type { Entry } from '../../core/entry.ts';
import type { ActEvidence } from '../../core/evidence.ts';
import type { Address, Digest, LogId, Pseudonym } from '../../core/ids.ts';
import type { Past } from '../past/replay.ts';
import type { Problem } from './permit-decision.ts';

/** An act as its log has it. */
export interface SeenAct {
  readonly logId: LogId;
  /** Number of its entry. */
  readonly entry: number;
  /** In ms. */
  readonly time: number;
  readonly outcome: 'ordered' | 'proposed' | 'confirmed' | 'declined';
  /** As `core/acts.ts` names it, of what is confirmed or declined that; `other` for what this version does not know. */
  readonly kind: string;
  /** Pseudonym of who ordered it; absent where the organisation's own account did, or it is not proven who. */
  readonly person?: Digest;
  /** Patients whom it names. */
  readonly subjects?: readonly Pseudonym[];
}

/** A signer that the holder bound to a patient by a code. */
export interface SeenBinding {
  readonly subject: Pseudonym;
  /** Id of the signer. */
  readonly signer: Digest;
  readonly height: number;
  /** Another signer had been bound before: the holder enrolled the patient anew. */
  readonly again: boolean;
  /** The act that made the code, where one names the patient. */
  readonly log?: LogId;
  readonly entry?: number;
}

/** What one person did for a holder; without a person, what its account did, or nobody is shown to have done. */
export interface StaffReport {
  readonly holder: Address;
  readonly person?: Digest;
  /** How often, by `kind`; what was confirmed counts for who asked and for who confirmed. */
  readonly acts: Readonly<Record<string, number>>;
  /** How many signers were bound by codes that it made, and how many of them to patients who had one before. */
  readonly bound: number;
  readonly boundAgain: number;
  /** At most 10,000 of all that are reported. */
  readonly bindings: readonly SeenBinding[];
}

interface Bindings {
  bound: number;
  boundAgain: number;
  readonly kept: SeenBinding[];
}

interface Invited {
  readonly logId: LogId;
  readonly entry: number;
  /** Of the block that it names. */
  readonly height: number;
  readonly person: Digest | undefined;
}

interface Proposal {
  readonly person: Digest | undefined;
  readonly evidence: Digest;
  readonly kind: string;
  readonly subjects: readonly Pseudonym[];
  /** What it was first answered with. */
  answer?: Entry['outcome'];
}

const MAX_KEPT = 10_000;

/** Who did what in the name of each holder: collected from the evidence of acts, and held to what the chain says came of it. */
export class ActBook {
  readonly acts: SeenAct[] = [];
  /** Also those beyond what is kept. */
  total = 0;
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #invited = new Map<string, Invited[]>();
  readonly #proposals = new Map<string, Proposal>();
  readonly #persons = new Map<string, { readonly holder: Address; readonly person?: Digest }>();

  /** Takes an act whose evidence was judged. Gives what is wrong with a second person's word. */
  take(evidence: ActEvidence, entry: Entry, holder: Address, person: Digest | undefined): Problem[] {
    const { logId, seq, time, outcome, of } = entry;
    const answered = of === undefined ? undefined : this.#proposals.get(`${logId} ${of}`);
    const called = actOfCall(evidence.method, evidence.path);
    const kind = answered?.kind ?? called?.form.kind ?? 'other';
    const subjects = answered?.subjects ?? subjectsOf(evidence, called?.named ?? {});
    this.#keep({
      ...{ logId, entry: seq, time, outcome: outcome as SeenAct['outcome'], kind },
      ...(person === undefined ? {} : { person }),
      ...(subjects.length === 0 ? {} : { subjects }),
    });
    const problems = answered === undefined ? [] : this.#judgeAnswer(evidence, outcome, answered, person);
    // A node that was stopped between the entry and what it kept asked for the same word once more.
    const isRepeated = answered?.answer !== undefined;
    if (answered !== undefined && problems.length === 0) answered.answer ??= outcome;
    const isOrder = outcome !== 'proposed' && outcome !== 'declined' && !isRepeated;
    if (isOrder) this.#count(holder, person, kind);
    if (isOrder && outcome === 'confirmed') this.#count(holder, answered?.person, kind);
    if (outcome === 'proposed') {
      this.#proposals.set(`${logId} ${seq}`, { person, evidence: entry.evidence, kind, subjects });
    } else if (isOrder && kind === 'binding') {
      // Whoever asked for it handed the code out; the other one read and confirmed it.
      this.#invite(holder, subjects, {
        ...{ logId, entry: seq, height: entry.block.height },
        person: answered?.person ?? person,
      });
    }
    return problems;
  }

  /** For each person who did anything, and for each holder's account; in no order that says anything. */
  report(past: Past): StaffReport[] {
    const bindings = this.#bindings(past);
    for (const key of bindings.keys()) this.#counts.set(key, this.#counts.get(key) ?? new Map());
    return Array.from(this.#counts, ([key, counts]) => ({
      ...(this.#persons.get(key) as { holder: Address; person?: Digest }),
      acts: Object.fromEntries(counts),
      bound: bindings.get(key)?.bound ?? 0,
      boundAgain: bindings.get(key)?.boundAgain ?? 0,
      bindings: bindings.get(key)?.kept ?? [],
    }));
  }

  #judgeAnswer(
    { path }: ActEvidence,
    outcome: Entry['outcome'],
    proposal: Proposal,
    person: Digest | undefined,
  ): Problem[] {
    const verb = outcome === 'confirmed' ? 'confirmation' : 'refusal';
    const problems: Problem[] = [];
    if (path !== `/v1/acts/${proposal.evidence}/${verb}`) {
      problems.push({ code: 'SECOND_PERSON_MISSING', message: `The ${verb} is of another act than its entry says.` });
    }
    if (outcome === 'confirmed' && proposal.answer === 'declined') {
      problems.push({ code: 'SECOND_PERSON_MISSING', message: 'The act had been declined before it was confirmed.' });
    }
    const two = [person, proposal.person].filter((one) => one !== undefined);
    if (outcome === 'confirmed' && new Set(two).size < 2) {
      const message =
        'The act was confirmed by whoever asked for it, or one of the two is not shown to be a person of the holder.';
      problems.push({ code: 'SECOND_PERSON_MISSING', message });
    }
    return problems;
  }

  #bindings(past: Past): Map<string, Bindings> {
    const found = new Map<string, Bindings>();
    let left = MAX_KEPT;
    for (const { id: subject, holder, signers } of past.subjects.all()) {
      for (const [place, [signer, { bound, height }]] of [...signers].entries()) {
        if (!bound) continue;
        const made = this.#inviterOf(holder, subject, height);
        const key = this.#key(holder, made?.person);
        const all = found.get(key) ?? { bound: 0, boundAgain: 0, kept: [] };
        const again = place > 0;
        all.bound++;
        if (again) all.boundAgain++;
        const act = made === undefined ? {} : { log: made.logId, entry: made.entry };
        if (left-- > 0) all.kept.push({ subject, signer, height, again, ...act });
        found.set(key, all);
      }
    }
    return found;
  }

  /** The newest code that was made for the patient before: its entry names a block before that of the binding. */
  #inviterOf(holder: Address, subject: Pseudonym, height: number): Invited | undefined {
    const made = this.#invited.get(`${holder} ${subject}`) ?? [];
    return made.findLast((one) => one.height < height);
  }

  #invite(holder: Address, subjects: readonly Pseudonym[], by: Invited): void {
    for (const subject of subjects) {
      const key = `${holder} ${subject}`;
      const all = this.#invited.get(key) ?? [];
      all.push(by);
      this.#invited.set(key, all);
    }
  }

  #keep(act: SeenAct): void {
    this.total++;
    if (this.acts.length < MAX_KEPT) this.acts.push(act);
  }

  #count(holder: Address, person: Digest | undefined, kind: string): void {
    const key = this.#key(holder, person);
    const counts = this.#counts.get(key) ?? new Map<string, number>();
    this.#counts.set(key, counts.set(kind, (counts.get(kind) ?? 0) + 1));
  }

  #key(holder: Address, person: Digest | undefined): string {
    const key = `${holder} ${person ?? ''}`;
    this.#persons.set(key, { holder, ...(person === undefined ? {} : { person }) });
    return key;
  }
}

/** Those of the path are proven, those of the body the gateway's word. */
function subjectsOf({ subjects = [] }: ActEvidence, named: Readonly<Record<string, string>>): readonly Pseudonym[] {
  const { subject } = named;
  return subject === undefined ? subjects : [subject as Pseudonym, ...subjects];
}
