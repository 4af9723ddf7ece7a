import { z } from 'zod';
import { categoriesOf } from '../../core/categories.ts';
import { ERROR_CODES, isCustosError } from '../../core/errors.ts';
import type { Address, GrantId, Pseudonym } from '../../core/ids.ts';
import { type NoticeVersions, noticeWarnings } from '../consents/notice-versions.ts';
import { type RecordableDeps, whyNotRecordable } from '../consents/recordable.ts';
import {
  type PaperConsent,
  type PaperRow,
  RecordedGrants,
  type RecordedRow,
  type RefusedRow,
} from '../consents/recorded-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import { consentWarnings, exclusionWarnings } from '../consents/without-effect.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { type Route, route, Standing } from '../http/route.ts';
import { digest, grantId, pseudonym } from '../http/schemas.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { answered, type Choice, choice, termsOf, warnings } from './consent-choice.ts';

export interface RecordedConsentDeps extends GrantSources, RecordableDeps {
  readonly holder: Address;
  readonly merged: MergedRecords;
  readonly versions: StoredVersions;
  readonly noticeVersions: NoticeVersions;
}

const MAX_RECORDS = 1_000;
const MAX_BODY = 1_048_576;

const body = z.strictObject({
  records: z
    .array(z.strictObject({ subject: pseudonym, form: digest, ...choice }))
    .min(1)
    .max(MAX_RECORDS),
});
type Paper = z.output<typeof body>['records'][number];

const outcome = z.object({
  grant: grantId.optional().meta({ description: 'The consent that counts; of a check, one that stands already.' }),
  stood: z
    .boolean()
    .optional()
    .meta({ description: 'Whether one that comes to the same stood already: it is named, whatever its form.' }),
  code: z.enum(ERROR_CODES).optional().meta({ description: 'Of a record that is refused.' }),
  detail: z.string().optional().meta({ description: 'Why it is refused, and what to do.' }),
});
const rows = z.object({
  rows: z.array(outcome).meta({ description: 'In the order of the records.' }),
  warnings,
});

/** Consents on paper, that the holder records for patients without a signer of their own. */
export function recordedConsentRoutes(deps: RecordedConsentDeps): Route[] {
  const { state } = deps;
  const recorded = new RecordedGrants(deps);
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
      handle: async ({ body, attempt }) => {
        state.checkFresh();
        for (const { subject } of body.records) {
          requireEnrolled(deps, subject);
          deps.merged.refuse(subject);
        }
        const consents = body.records.map((record) => consentOf(deps, record));
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
      body,
      reply: {
        status: 200,
        description: 'What became of each. Those with a grant are on chain; of the others nothing was recorded.',
        schema: rows,
      },
      handle: async ({ body, attempt }) => {
        state.checkFresh();
        const read = await readRows(deps, body.records);
        const made = await recorded.recordEach(read.rows, refusal, attempt);
        return { rows: made.map(outcomeOf), warnings: read.warnings };
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
      body,
      reply: { status: 200, description: 'What would become of each.', schema: rows },
      handle: async ({ body }) => {
        state.checkFresh();
        const read = await readRows(deps, body.records);
        return { rows: recorded.check(read.rows, refusal).map(outcomeOf), warnings: read.warnings };
      },
    }),
  ];
}

function consentOf({ state, holder }: RecordedConsentDeps, { subject, form, ...rest }: Paper): PaperConsent {
  return { subject, form, terms: termsOf(state, holder, rest) };
}

/** Each record as a consent, or why it can be none. */
async function readRows(
  deps: RecordedConsentDeps,
  records: readonly Paper[],
): Promise<{ readonly rows: readonly PaperRow[]; readonly warnings: readonly string[] }> {
  const odd = new Set<string>();
  const refused = new Map<string, RefusedRow>();
  for (const [key, one] of choicesOf(records)) {
    try {
      termsOf(deps.state, deps.holder, one);
      for (const text of await choiceWarnings(deps, one)) odd.add(text);
    } catch (error) {
      if (!isCustosError(error)) throw error;
      refused.set(key, { refused: { code: error.code, detail: error.message } });
    }
  }
  const read = records.map((record) => {
    const why = refused.get(keyOf(record));
    return why === undefined ? consentOf(deps, record) : { ...why, subject: record.subject };
  });
  return { rows: read, warnings: [...odd] };
}

function outcomeOf(row: RecordedRow | RefusedRow | { readonly stood: boolean; readonly grant?: GrantId }) {
  if ('refused' in row) return row.refused;
  const { grant, stood } = row;
  return { stood, ...(grant === undefined ? {} : { grant }) };
}

/** Each sentence once: a batch is of many people and of few choices. */
async function batchWarnings(deps: RecordedConsentDeps, records: readonly Choice[]): Promise<string[]> {
  const found = new Set<string>();
  for (const one of choicesOf(records).values()) for (const text of await choiceWarnings(deps, one)) found.add(text);
  return [...found];
}

async function choiceWarnings(
  { state, versions, holder, noticeVersions }: RecordedConsentDeps,
  one: Choice,
): Promise<string[]> {
  const excluded = categoriesOf(one.excluded);
  return [
    ...(await consentWarnings(state, versions, holder, answered(one))),
    ...noticeWarnings(noticeVersions, one.notice),
    ...(await exclusionWarnings(state, versions, holder, excluded, one.dataset)),
  ];
}

function choicesOf<One extends Choice>(records: readonly One[]): Map<string, One> {
  return new Map(records.map((one) => [keyOf(one), one]));
}

function keyOf(one: Choice): string {
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
