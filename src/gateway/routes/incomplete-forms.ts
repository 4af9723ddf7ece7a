import { z } from 'zod';
import { FORM_COMPLETIONS, FORM_FAULTS } from '../../core/paper-form.ts';
import { cursorQuery, nextPage, PAGE } from '../http/page.ts';
import { type Route, route, Standing } from '../http/route.ts';
import { count, datasetId, digest, formDigest, grantId, pseudonym, seconds } from '../http/schemas.ts';
import { category, modifier, permission } from '../http/use-schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { subjectOf } from '../ledger/rights.ts';
import { type FoundForm, stateOf } from '../paper/form-lists.ts';
import type { IncompleteForms } from '../paper/incomplete-forms.ts';
import { recorderOf } from '../paper/recorder.ts';
import type { Scans } from '../paper/scans.ts';
import { checklist, checklistWords, recorded, scan } from '../replies/paper.ts';
import { choice } from './consent-choice.ts';

export interface IncompleteFormDeps {
  readonly state: LedgerState;
  readonly forms: IncompleteForms;
  readonly scans: Scans;
}

const STATES = ['incomplete', 'completing', 'completed', 'discarded'] as const;
const MAX_REASON = 500;
const params = z.object({ id: digest.meta({ description: 'The id under which the form is kept.' }) });
const { aiTraining, commercial, transferAbroad } = choice;
const answers = { aiTraining, commercial, transferAbroad };

const form = z
  .object({
    id: digest,
    state: z.enum(STATES).meta({
      description: '`completing`: it was completed, and its consent is not on the ledger yet. Complete it again.',
    }),
    faults: z.array(z.enum(FORM_FAULTS)).meta({ description: 'Why it was no consent when it came in.' }),
    subject: pseudonym,
    form: digest.meta({ description: 'Digest of its reference, or of its scan.' }),
    grantee: z.string().optional(),
    dataset: datasetId.optional(),
    permission,
    modifiers: z.array(modifier),
    excluded: z.array(category),
    fromSeconds: seconds,
    untilSeconds: seconds,
    notice: digest.optional(),
    ...answers,
    identifiable: z.boolean().optional(),
    futureMembers: z.boolean(),
    checklist: checklist.optional(),
    ...recorded,
    scan: scan.optional(),
    completed: z.object({ ...recorded, asked: z.enum(FORM_COMPLETIONS), form: digest }).optional(),
    grant: grantId.optional().meta({ description: 'The consent that it came to.' }),
    discarded: z.object({ ...recorded, reason: z.string() }).optional(),
  })
  .meta({ id: 'IncompleteForm', description: 'A form that was no consent when it came in. It releases nothing.' });

const completion = z.strictObject({
  asked: z.enum(FORM_COMPLETIONS).meta({
    description:
      'How it came to be known what was missing: from the person, at a visit, by telephone or by letter; `mistyped` where the form says it.',
  }),
  ...checklistWords,
  ...answers,
  notice: digest.optional(),
  identifiable: z.boolean().optional(),
  form: formDigest
    .optional()
    .meta({ description: 'Of the form as it was completed, where that has a digest of its own.' }),
});

/** Forms that are no consents yet. */
export function incompleteFormRoutes(deps: IncompleteFormDeps): Route[] {
  const { forms, state } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/forms/incomplete',
      summary: 'Forms that are no consents yet, and how many there were for which reason',
      tag: 'consents',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      query: cursorQuery.extend({
        state: z.enum(STATES).optional().meta({ description: '`incomplete` unless said.' }),
        subject: pseudonym.optional(),
      }),
      reply: {
        status: 200,
        description: 'At most 1,000, the oldest first; `next` goes on. Of erased patients there is none.',
        schema: z.object({
          forms: z.array(form),
          reasons: z.array(z.object({ fault: z.enum(FORM_FAULTS), open: count, all: count })).meta({
            description:
              'Forms with each reason: those that are open, and all that ever came in, of erased patients, too.',
          }),
          ...nextPage,
        }),
      },
      handle: async ({ query: { state = 'incomplete', subject, from = 0 } }) => {
        const part = { from, limit: PAGE };
        const { items, ...next } = await (subject === undefined
          ? forms.lists.inState(state, part)
          : forms.lists.of(subject, part, state));
        const described = await Promise.all(items.map((one) => describe(deps, one)));
        return { forms: described, reasons: await forms.lists.reasons(), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/me/forms',
      summary: 'Forms of mine that were no consents when they came in, and what became of them',
      tag: 'consents',
      who: ['subject'],
      query: cursorQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, the oldest first; `next` goes on.',
        schema: z.object({ forms: z.array(form), ...nextPage }),
      },
      handle: async ({ caller, query: { from = 0 } }) => {
        const { items, ...next } = await forms.lists.of(subjectOf(caller), { from, limit: PAGE });
        return { forms: await Promise.all(items.map((one) => describe(deps, one))), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/forms/incomplete/{id}',
      summary: 'A form that is no consent yet, with all that it says',
      tag: 'consents',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      params,
      reply: { status: 200, description: 'The form.', schema: form },
      handle: async ({ params: { id } }) => describe(deps, await forms.read(id)),
    }),
    route({
      method: 'post',
      path: '/v1/forms/incomplete/{id}/completion',
      refuses: ['CONFLICT'],
      summary: 'Complete a form with the patient, which records its consent',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      creates: true,
      params,
      body: completion,
      concerns: ({ params: { id } }) => forms.subjectsOf(id),
      reply: {
        status: 201,
        description: 'Its consent is on chain.',
        also: { 200: 'It was recorded before, or one that comes to the same stood already.' },
        schema: z.object({ grant: grantId, stood: z.boolean() }),
      },
      handle: async ({ params: { id }, body: { asked, ...words }, caller, attempt }) => {
        state.checkFresh();
        const { grant, stood } = await forms.complete(id, words, { asked, by: recorderOf(caller), attempt });
        return stood ? new Standing({ grant, stood }) : { grant, stood };
      },
    }),
    route({
      method: 'post',
      path: '/v1/forms/incomplete/{id}/disposal',
      refuses: ['CONFLICT'],
      summary: 'Put a form aside that comes to no consent',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ reason: z.string().trim().min(1).max(MAX_REASON) }),
      concerns: ({ params: { id } }) => forms.subjectsOf(id),
      reply: { status: 200, description: 'It is put aside for good.', schema: form },
      handle: async ({ params: { id }, body: { reason }, caller }) =>
        describe(deps, await forms.discard(id, reason, recorderOf(caller))),
    }),
  ];
}

async function describe({ scans }: IncompleteFormDeps, { id, kept }: FoundForm): Promise<z.output<typeof form>> {
  const { record, faults, completed, by, at, grant, discarded } = kept;
  const { subject, modifiers, excluded, checklist: looked, ...rest } = record;
  const found = await scans.about(subject, record.form);
  return {
    ...rest,
    id,
    state: stateOf(kept),
    faults: [...faults],
    subject,
    modifiers: [...modifiers],
    excluded: [...excluded],
    ...(looked ? { checklist: looked } : {}),
    by,
    at,
    ...(found ? { scan: { mediaType: found.mediaType, bytes: found.bytes } } : {}),
    ...(completed
      ? { completed: { by: completed.by, at: completed.at, asked: completed.asked, form: completed.record.form } }
      : {}),
    ...(grant ? { grant } : {}),
    ...(discarded ? { discarded } : {}),
  };
}
