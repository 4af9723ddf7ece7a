import { z } from 'zod';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError, ERROR_CODES, isCustosError } from '../../core/errors.ts';
import { type Address, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { FORM_FAULTS, type FormFault } from '../../core/paper-form.ts';
import { answered, type ChoiceWords, termsOf } from '../consents/choice-terms.ts';
import { type NoticeVersions, noticeWarnings } from '../consents/notice-versions.ts';
import { type RecordableDeps, refusalOf, whyNotRecordable } from '../consents/recordable.ts';
import type { PaperConsent, PaperRow, RecordedGrants, RecordedRow, RefusedRow } from '../consents/recorded-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import { consentWarnings, exclusionWarnings } from '../consents/without-effect.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { type Route, route, Standing } from '../http/route.ts';
import { digest, formDigest, grantId, pseudonym } from '../http/schemas.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import { formId } from '../paper/form-id.ts';
import { type IncompleteForms, keptAsIncomplete } from '../paper/incomplete-forms.ts';
import { recorderOf } from '../paper/recorder.ts';
import type { KeptForm, Recorded, Recorder } from '../records/gateway-records.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { checklist } from '../replies/paper.ts';
import { type Choice, choice, warnings } from './consent-choice.ts';

export interface RecordedConsentDeps extends GrantSources, RecordableDeps {
  readonly holder: Address;
  readonly merged: MergedRecords;
  readonly versions: StoredVersions;
  readonly noticeVersions: NoticeVersions;
  readonly recorded: RecordedGrants;
  readonly forms: IncompleteForms;
  /** Forms without a checklist are not taken. */
  readonly needsChecklist: boolean;
}

const MAX_RECORDS = 1_000;
const MAX_BODY = 1_048_576;

const body = z.strictObject({
  records: z
    .array(z.strictObject({ subject: pseudonym, form: formDigest, ...choice }))
    .min(1)
    .max(MAX_RECORDS),
});
type Paper = z.output<typeof body>['records'][number];

/** A form as its row says it: what the checklist asks for may be missing on it. */
const paper = z
  .strictObject({
    subject: pseudonym,
    form: formDigest,
    ...choice,
    notice: digest.optional().meta({ description: 'Of the information text; may be missing beside a checklist.' }),
    identifiable: z.boolean().optional().meta({ description: 'No unless said; beside a checklist, not answered.' }),
    checklist: checklist.optional(),
  })
  .refine(({ notice, checklist: looked }) => notice !== undefined || looked !== undefined, {
    path: ['notice'],
    message: 'must name the information text that the person was shown',
  });
const rowsBody = z.strictObject({ records: z.array(paper).min(1).max(MAX_RECORDS) });
type Row = z.output<typeof paper>;

const outcome = z.object({
  grant: grantId.optional().meta({ description: 'The consent that counts; of a check, one that stands already.' }),
  stood: z
    .boolean()
    .optional()
    .meta({ description: 'Whether one that comes to the same stood already: it is named, whatever its form.' }),
  incomplete: z.array(z.enum(FORM_FAULTS)).optional().meta({
    description: 'Of a form with a checklist that is no consent yet: why. It is kept, and nothing is released by it.',
  }),
  kept: digest
    .optional()
    .meta({ description: 'The id under which an incomplete form is kept; of a check, one that is.' }),
  code: z.enum(ERROR_CODES).optional().meta({ description: 'Of a record that is refused.' }),
  detail: z.string().optional().meta({ description: 'Why it is refused, and what to do.' }),
});
const rows = z.object({
  rows: z.array(outcome).meta({ description: 'In the order of the records.' }),
  warnings,
});

/** Consents on paper, that the holder records for patients without a signer of their own. */
export function recordedConsentRoutes(deps: RecordedConsentDeps): Route[] {
  const { state, recorded } = deps;
  const refusal = (subject: Pseudonym) => whyNotRecordable(deps, subject);
  return [
    route({
      method: 'post',
      path: '/v1/consents/recorded',
      refuses: ['NOT_FOUND'],
      summary: 'Record grants from paper forms, for patients without a signer of their own: all or none',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      creates: true,
      maxBody: MAX_BODY,
      body,
      reply: {
        status: 201,
        description: 'All are on chain.',
        also: { 200: 'All of them stood already.' },
        schema: z.object({
          grants: z.array(grantId).meta({ description: 'In the order of the records.' }),
          stood: z.array(z.boolean()).meta({
            description: 'Whether one that comes to the same stood already: it is named, whatever its form.',
          }),
          warnings,
        }),
      },
      handle: async ({ body, attempt, caller }) => {
        state.checkFresh();
        if (deps.needsChecklist) throw unchecked();
        for (const { subject } of body.records) {
          requireEnrolled(deps, subject);
          deps.merged.refuse(subject);
        }
        const [kept] = (await deps.forms.find(body.records)).flatMap((form) => (form && !form.grant ? [form] : []));
        if (kept !== undefined) throw keptAsIncomplete(kept);
        const noted = { by: recorderOf(caller), at: Date.now() };
        const consents = body.records.map((record) => ({ ...consentOf(deps, record), noted }));
        const odd = await batchWarnings(deps, body.records);
        const made = await recorded.record(consents, attempt);
        const answer = {
          grants: made.map(({ grant }) => grant),
          stood: made.map(({ stood }) => stood),
          warnings: [...odd, ...repeatWarnings(body.records, made)],
        };
        return made.every(({ stood }) => stood) ? new Standing(answer) : answer;
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/recorded/rows',
      summary: 'Record grants from paper forms, each for itself',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      creates: true,
      maxBody: MAX_BODY,
      body: rowsBody,
      reply: {
        status: 200,
        description:
          'What became of each. Those with a grant are on chain, incomplete ones are kept; of the others nothing was recorded.',
        schema: rows,
      },
      handle: async ({ body, attempt, caller }) => {
        state.checkFresh();
        const noted = { by: recorderOf(caller), at: Date.now() };
        const read = await readRows(deps, body.records, noted);
        const made = await recorded.recordEach(read.rows, refusal, attempt);
        const outcomes: Outcome[] = [];
        for (const [i, row] of made.entries()) {
          const open = read.open.get(i);
          outcomes.push(open === undefined ? outcomeOf(row) : await keepOpen(deps, open, noted.by));
        }
        return { rows: outcomes, warnings: read.warnings };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/recorded/check',
      summary: 'What would become of grants from paper forms, each for itself; nothing is recorded',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      maxBody: MAX_BODY,
      body: rowsBody,
      reply: { status: 200, description: 'What would become of each.', schema: rows },
      handle: async ({ body }) => {
        state.checkFresh();
        const read = await readRows(deps, body.records);
        const made = recorded.check(read.rows, refusal);
        return {
          rows: made.map((row, i) => openOutcome(deps, read.open.get(i)) ?? outcomeOf(row)),
          warnings: read.warnings,
        };
      },
    }),
  ];
}

type Outcome = z.output<typeof outcome>;

/** A form that is no consent yet, and as what it is kept already. */
interface OpenForm {
  readonly record: Row;
  readonly faults: readonly FormFault[];
  readonly kept?: KeptForm | undefined;
}

interface ReadRows {
  readonly rows: readonly PaperRow[];
  /** By their places among the rows, where a refusal stands for each. */
  readonly open: ReadonlyMap<number, OpenForm>;
  readonly warnings: readonly string[];
}

function consentOf({ state, holder }: RecordedConsentDeps, { subject, form, ...rest }: Paper): PaperConsent {
  return { subject, form, terms: termsOf(state, holder, rest) };
}

/** Each record as a consent, as a form that is none yet, or why it can be neither. */
async function readRows(deps: RecordedConsentDeps, records: readonly Row[], noted?: Recorded): Promise<ReadRows> {
  const before = await deps.forms.find(records);
  const open = new Map<number, OpenForm>();
  const rows: PaperRow[] = [];
  const said: SaidOfChoices = new Map();
  for (const [i, record] of records.entries()) {
    const { subject } = record;
    const kept = before[i];
    const faults = record.checklist === undefined ? [] : deps.forms.faultsOf(record);
    if (faults.length > 0 && kept?.grant === undefined && kept?.discarded === undefined)
      open.set(i, { record, faults, kept });
    const read = open.has(i) ? incomplete(subject) : readRow(deps, record, kept, noted);
    const why = kept === undefined && !('refused' in read) ? await mistakeIn(deps, wordsOf(record), said) : undefined;
    rows.push(why === undefined ? read : { ...why, subject });
  }
  const warnings = new Set([...said.values()].flatMap((one) => ('refused' in one ? [] : one)));
  return { rows, open, warnings: [...warnings] };
}

/** What is said of each choice in a list, or why no consent can be for it. */
type SaidOfChoices = Map<string, readonly string[] | RefusedRow>;

/** Why a row can only be a mistake; undefined where it is none. Each choice of a list is looked at once. */
async function mistakeIn(
  deps: RecordedConsentDeps,
  words: ChoiceWords,
  said: SaidOfChoices,
): Promise<RefusedRow | undefined> {
  const key = keyOf(words);
  const found = said.get(key) ?? (await choiceWarnings(deps, words).catch(refusedWhere));
  said.set(key, found);
  return 'refused' in found ? found : undefined;
}

function refusedWhere(error: unknown): RefusedRow {
  if (isCustosError(error, 'INPUT_INVALID')) return refusedBy(error);
  throw error;
}

function readRow(deps: RecordedConsentDeps, record: Row, kept: KeptForm | undefined, noted?: Recorded): PaperRow {
  const { subject, form, checklist: looked } = record;
  try {
    if (kept?.grant !== undefined) return { ...consentOf(deps, completedOf(kept)), noted };
    if (kept !== undefined) throw keptAsIncomplete(kept);
    const consent = {
      subject,
      form,
      terms: termsOf(deps.state, deps.holder, wordsOf(record)),
      noted,
      checklist: looked,
    };
    if (deps.needsChecklist && looked === undefined && !isStanding(deps, consent)) throw unchecked();
    return consent;
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { ...refusedBy(error), subject };
  }
}

/** Whether a list is given once more that was recorded before checklists were asked for. */
function isStanding({ recorded }: RecordedConsentDeps, consent: PaperConsent): boolean {
  const [row] = recorded.check([consent], () => undefined);
  return row !== undefined && !('refused' in row) && row.stood;
}

function unchecked(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    'This holder records forms with a checklist alone: say whether it is signed, of which day, and who explained it.',
  );
}

/** A form that was completed is the consent that it came to, whatever is said of it now. */
function completedOf({ record, completed }: KeptForm): Paper {
  const { checklist: _, ...words } = completed?.record ?? record;
  return { ...words, ...wordsOf({ ...words, checklist: undefined } as Row) } as Paper;
}

function wordsOf({ notice = ZERO_DIGEST, identifiable = false, ...rest }: Row): ChoiceWords {
  return { ...rest, notice, identifiable };
}

/** What stands among the rows for a form that is kept apart. */
function incomplete(subject: Pseudonym): PaperRow {
  return { refused: { code: 'CONFLICT', detail: 'The form is incomplete.' }, subject };
}

function refusedBy({ code, message }: CustosError): RefusedRow {
  return { refused: { code, detail: message } };
}

async function keepOpen({ forms }: RecordedConsentDeps, { record, faults }: OpenForm, by: Recorder): Promise<Outcome> {
  try {
    const { id, kept, stood } = await forms.keep(record, faults, by);
    return { stood, incomplete: [...kept.faults], kept: id };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return refusedBy(error).refused;
  }
}

/** As `keepOpen`, of which nothing is kept; undefined for none. */
function openOutcome({ forms }: RecordedConsentDeps, open: OpenForm | undefined): Outcome | undefined {
  if (open === undefined) return undefined;
  const { record, faults, kept } = open;
  if (kept !== undefined) {
    return { stood: true, incomplete: [...kept.faults], kept: formId(record.subject, record.form) };
  }
  const why = refusalOf(() => forms.requireKeepable(record));
  return why === undefined ? { stood: false, incomplete: [...faults] } : refusedBy(why).refused;
}

function outcomeOf(row: RecordedRow | RefusedRow | { readonly stood: boolean; readonly grant?: GrantId }): Outcome {
  if ('refused' in row) return row.refused;
  const { grant, stood } = row;
  return { stood, ...(grant === undefined ? {} : { grant }) };
}

/** Each sentence once: a batch is of many people and of few choices. */
async function batchWarnings(deps: RecordedConsentDeps, records: readonly ChoiceWords[]): Promise<string[]> {
  const found = new Set<string>();
  for (const one of choicesOf(records).values()) for (const text of await choiceWarnings(deps, one)) found.add(text);
  return [...found];
}

async function choiceWarnings(
  { state, versions, holder, noticeVersions }: RecordedConsentDeps,
  one: ChoiceWords,
): Promise<string[]> {
  const excluded = categoriesOf(one.excluded);
  return [
    ...(await consentWarnings(state, versions, holder, answered(one))).map(({ text }) => text),
    ...noticeWarnings(noticeVersions, one.notice).map(({ text }) => text),
    ...(await exclusionWarnings(state, versions, holder, excluded, one.dataset)),
  ];
}

function choicesOf<One extends ChoiceWords>(records: readonly One[]): Map<string, One> {
  return new Map(records.map((one) => [keyOf(one), one]));
}

function keyOf(one: ChoiceWords): string {
  return JSON.stringify(Object.keys(choice).map((key) => one[key as keyof Choice] ?? null));
}

/** Sentences on subjects that stand more than once in a batch. */
function repeatWarnings(
  records: readonly { readonly subject: Pseudonym }[],
  made: readonly { readonly grant: GrantId }[],
): string[] {
  const grants = Map.groupBy(records.keys(), (i) => records[i]?.subject);
  return [...grants].flatMap(([subject, numbers]) => {
    if (numbers.length === 1) return [];
    const different = new Set(numbers.map((i) => made[i]?.grant)).size;
    const outcome = different === 1 ? 'they are one consent' : `they come to ${different} consents, which all count`;
    return [`Subject ${subject} stands ${numbers.length} times in this request: ${outcome}.`];
  });
}
