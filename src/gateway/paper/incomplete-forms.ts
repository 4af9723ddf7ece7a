import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import {
  type CheckedForm,
  type FormChecklist,
  type FormCompletion,
  type FormFault,
  formFaults,
  formFaultWords,
} from '../../core/paper-form.ts';
import { requirePeriod, TOLERANCE_SECONDS } from '../../core/periods.ts';
import { Turns } from '../../core/turns.ts';
import { ASKED_USES, type UseAnswers, unansweredUses } from '../../core/use-answers.ts';
import type { SealedRecords } from '../../vault/sealed-records.ts';
import { type ChoiceWords, noticeFault, termsOf, wordedTerms } from '../consents/choice-terms.ts';
import type { PaperConsent, RecordedGrants, RecordedRow } from '../consents/recorded-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { KeptForm, PaperRecord, PaperTables, Recorded, Recorder } from '../records/gateway-records.ts';
import { formId } from './form-id.ts';
import { FormLists, type FoundForm } from './form-lists.ts';

export interface FormDeps extends GrantSources {
  readonly holder: Address;
  readonly tables: Pick<PaperTables, 'forms' | 'formsOf' | 'formsIn' | 'formCounts'>;
  readonly records: Pick<SealedRecords, 'write'>;
  readonly recorded: RecordedGrants;
  /** Why nothing can be recorded for a patient now; undefined where it can. */
  readonly refusal: (subject: Pseudonym) => CustosError | undefined;
}

/** What of a form can be filled in later. */
export interface FormCompletionWords extends UseAnswers, FormChecklist {
  readonly notice?: Digest | undefined;
  readonly identifiable?: boolean | undefined;
  /** Digest of the form as it was completed, where that is another one: a scan of the signed one. */
  readonly form?: Digest | undefined;
}

/** Forms that are no consents yet: kept with their reasons, until staff completes them with the patient or puts them aside. Nothing is
 *  released by any of them. */
export class IncompleteForms {
  readonly #deps: FormDeps;
  /** Two must not make different things of one form; other forms do not wait for one whose consent is on its way. */
  readonly #turns = new Map<Digest, { readonly turns: Turns; waiting: number }>();
  readonly lists: FormLists;

  constructor(deps: FormDeps) {
    this.#deps = deps;
    this.lists = new FormLists(deps);
  }

  /** All that keeps the form from being a consent. */
  faultsOf(record: PaperRecord): FormFault[] {
    const { state, holder } = this.#deps;
    const { notice, checklist = {} } = record;
    const version = notice === undefined ? 'version-missing' : noticeFault(state, holder, notice);
    return formFaults({ ...record, checklist } satisfies CheckedForm, version, Date.now());
  }

  /** Each record's form as it is kept; undefined where it is not. */
  find(records: readonly Pick<PaperRecord, 'subject' | 'form'>[]): Promise<(KeptForm | undefined)[]> {
    return this.lists.findEach(records.map(({ subject, form }) => formId(subject, form)));
  }

  /** Keeps a form that is none: durable once resolved. The same form again is found as it was kept first, whatever is said of it now.
   *  INPUT_INVALID for what could never be recorded, CONFLICT where the form was recorded as a consent. */
  async keep(record: PaperRecord, faults: readonly FormFault[], by: Recorder): Promise<FoundForm & { stood: boolean }> {
    const id = formId(record.subject, record.form);
    return this.#inTurn(id, async () => {
      const before = await this.lists.find(id);
      if (before !== undefined) return { id, kept: before, stood: true };
      this.requireKeepable(record);
      const kept = await this.lists.add(id, { record, faults, by, at: Date.now() });
      return { id, kept, stood: false };
    });
  }

  /** Throws for a form that cannot be kept as incomplete: as `keep`, and for a period as `requirePeriod`. */
  requireKeepable(record: PaperRecord): void {
    const why = this.#deps.refusal(record.subject);
    if (why !== undefined) throw why;
    wordedTerms(filled(record));
    requirePeriod('The consent', record);
    if (this.#grantOf(record) !== undefined) throw recordedBefore();
  }

  /** NOT_FOUND for an id that none goes by, also where its patient was erased. */
  async read(id: Digest): Promise<FoundForm> {
    const kept = await this.lists.find(id);
    if (kept !== undefined) return { id, kept };
    throw new CustosError('NOT_FOUND', 'No incomplete form is kept under that id.');
  }

  /** Whose form it is; nobody's where none is kept under that id. */
  async subjectsOf(id: Digest): Promise<readonly Pseudonym[]> {
    const kept = await this.lists.find(id);
    return kept === undefined ? [] : [kept.record.subject];
  }

  /** Records the consent that the form comes to with what was missing: once, whoever repeats it and after a crash as well, which goes on
   *  with what was said first. INPUT_INVALID where something is still missing, where it changes what the form says, for a signature
   *  that nobody can have given, and for a consent whose time was over before it was complete; CONFLICT where the form was completed otherwise, or put aside. */
  async complete(
    id: Digest,
    words: FormCompletionWords,
    how: { readonly asked: FormCompletion; readonly by: Recorder; readonly attempt: RequestAttempt },
  ): Promise<{ readonly grant: GrantId; readonly stood: boolean }> {
    return this.#inTurn(id, async () => {
      const { kept } = await this.read(id);
      if (kept.discarded !== undefined) throw putAside(kept.discarded);
      const record = completedBy(kept, words, how.asked);
      const isSame = sameForm(kept.completed?.record, record);
      const { asked, by, attempt } = how;
      if (kept.grant !== undefined) {
        if (!isSame) throw completedOtherwise();
        // Whoever repeats a request is told what it was told first.
        const before = { grant: kept.grant, stood: true };
        const [row = before] = await attempt.plan(() => [before]);
        return row;
      }
      const consent = this.#consentOf(kept.completed?.record ?? record);
      // One that was begun may be on chain already.
      if (kept.completed === undefined) requireToCome(record);
      const begun = kept.completed ? kept : { ...kept, completed: { record, asked, by, at: Date.now() } };
      if (begun !== kept) await this.lists.replace(id, kept, begun);
      const [row] = await this.#record(consent, begun, attempt);
      if (row === undefined || 'refused' in row) {
        const before = this.#grantOf(consent);
        const { completed: _, ...open } = begun;
        // What the ledger did not take is not completed, and may be tried otherwise; what it took and was withdrawn since is.
        await this.lists.replace(id, begun, before === undefined ? open : { ...begun, grant: before });
        await attempt.abandon();
        throw new CustosError(row?.refused.code ?? 'INTERNAL', row?.refused.detail ?? 'The form was not recorded.');
      }
      await this.lists.replace(id, begun, { ...begun, grant: row.grant });
      if (kept.completed === undefined || isSame) return row;
      throw completedOtherwise();
    });
  }

  /** Puts a form aside for good; the same again changes nothing. CONFLICT for one that was completed, or is being so. */
  async discard(id: Digest, reason: string, by: Recorder): Promise<FoundForm> {
    return this.#inTurn(id, async () => {
      const { kept } = await this.read(id);
      if (kept.discarded !== undefined) return { id, kept };
      if (kept.completed !== undefined) throw completedOtherwise();
      const discarded = { ...kept, discarded: { reason, by, at: Date.now() } };
      await this.lists.replace(id, kept, discarded);
      return { id, kept: discarded };
    });
  }

  async #inTurn<Result>(id: Digest, work: () => Promise<Result>): Promise<Result> {
    const queue = this.#turns.get(id) ?? { turns: new Turns(), waiting: 0 };
    this.#turns.set(id, queue);
    queue.waiting++;
    try {
      return await queue.turns.take(work);
    } finally {
      if (--queue.waiting === 0) this.#turns.delete(id);
    }
  }

  #consentOf(record: PaperRecord): PaperConsent {
    const faults = this.faultsOf(record);
    if (faults.length > 0) throw stillIncomplete(faults);
    const { subject, form, checklist = {} } = record;
    return { subject, form, terms: termsOf(this.#deps.state, this.#deps.holder, filled(record)), checklist };
  }

  async #record(consent: PaperConsent, { completed }: KeptForm, attempt: RequestAttempt): Promise<RecordedRow[]> {
    return this.#deps.recorded.recordEach([{ ...consent, noted: completed }], this.#deps.refusal, attempt);
  }

  /** The consent that was recorded from the form, whatever became of it. */
  #grantOf({ subject, form }: Pick<PaperRecord, 'subject' | 'form'>): GrantId | undefined {
    const { state, terms } = this.#deps;
    const recorded = (state.directory.consents.get(subject) ?? []).filter(({ kind }) => kind === 'recorded');
    return recorded.find(({ grant }) => terms.get(grant)?.form === form)?.grant;
  }
}

/** Why a record whose form is kept as incomplete is not recorded as a consent. */
export function keptAsIncomplete({ faults, discarded }: KeptForm): CustosError {
  if (discarded !== undefined) return putAside(discarded);
  return new CustosError(
    'CONFLICT',
    `This form is kept as incomplete: it ${formFaultWords(faults)}. Complete it with the patient, or put it aside; if the patient filled in a new one, give its reference.`,
  );
}

/** Its words, with a no for what it leaves open: only what is wrong with the rest shows. */
function filled(record: PaperRecord): ChoiceWords {
  const open = new Set(unansweredUses(record.modifiers, record));
  const noes = Object.fromEntries(ASKED_USES.filter((use) => open.has(use)).map((use) => [use, 'no' as const]));
  const { notice = ZERO_DIGEST, identifiable = false } = record;
  return { ...record, ...noes, notice, identifiable };
}

/** The record with what was missing. Only what was at fault is filled in: another answer than the form's is another form, unless it was
 *  mistyped. */
function completedBy({ record, faults }: KeptForm, words: FormCompletionWords, asked: FormCompletion): PaperRecord {
  const { form = record.form, signed, signedOn, explainedBy, ...answers } = words;
  if (signed === true && faults.includes('not-signed') && asked === 'telephone') throw signedByTelephone();
  const before: Readonly<Record<string, unknown>> = { ...record, ...record.checklist };
  const changed = Object.entries({ signed, signedOn, explainedBy, ...answers }).filter(
    ([name, value]) => value !== undefined && before[name] !== undefined && before[name] !== value,
  );
  const wrong = changed.find(([name]) => asked !== 'mistyped' && !MENDED_BY[name]?.some((one) => faults.includes(one)));
  if (wrong !== undefined) throw saysOtherwise(wrong[0]);
  const checklist = given({ ...record.checklist, ...given({ signed, signedOn, explainedBy }) });
  return { ...record, ...given(answers), form, checklist };
}

/** Faults that say that what stands there cannot be right. */
const MENDED_BY: Readonly<Record<string, readonly FormFault[]>> = {
  signed: ['not-signed'],
  signedOn: ['dated-ahead'],
  notice: ['version-unknown', 'version-withdrawn'],
};

function given<Words extends object>(words: Words): Words {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)) as Words;
}

function sameForm(one: PaperRecord | undefined, other: PaperRecord): boolean {
  const written = (record: PaperRecord) =>
    JSON.stringify(
      Object.entries({ ...record, ...record.checklist, checklist: undefined }).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return one !== undefined && written(one) === written(other);
}

/** Without the reason: answers are kept by other keys than the patient's. */
function putAside({ at }: Recorded): CustosError {
  return new CustosError(
    'CONFLICT',
    `This form was put aside ${dateWords(at)}; it is kept with the reason. If the patient filled in a new one, give its reference.`,
  );
}

function completedOtherwise(): CustosError {
  return new CustosError(
    'CONFLICT',
    'This form was completed already, and its consent recorded. Withdraw that one, and record a new form, if it is to be otherwise.',
  );
}

function recordedBefore(): CustosError {
  return new CustosError(
    'CONFLICT',
    'This form was recorded as a consent before. If the patient filled in a new one, give its reference.',
  );
}

function stillIncomplete(faults: readonly FormFault[]): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `The form still is no consent: it ${formFaultWords(faults)}. Nothing was recorded.`,
    {
      details: { faults: [...faults] },
    },
  );
}

function requireToCome({ untilSeconds }: PaperRecord): void {
  if (untilSeconds >= Date.now() / 1000 - TOLERANCE_SECONDS) return;
  throw new CustosError(
    'INPUT_INVALID',
    `The consent that the form says ended on ${dateWords(untilSeconds)}: it would never count. Put the form aside, and have the patient fill in a new one.`,
  );
}

function signedByTelephone(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    'Nobody signs by telephone: the person signs at a visit, or sends the signed form by letter.',
  );
}

function saysOtherwise(name: string): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `The form says something else for ${name}. What it says is not changed here: a new choice is a new form. If it was mistyped, say so.`,
  );
}
