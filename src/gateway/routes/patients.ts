import { z } from 'zod';
import { type PatientList, SHOWN } from '../holder/patient-list.ts';
import { type Route, route } from '../http/route.ts';
import { count } from '../http/schemas.ts';
import { consentMonths } from '../ledger/consent-months.ts';
import type { NotificationQueue } from '../notifications/queue.ts';
import { subject } from '../replies/consents.ts';
import { describeAll, type SubjectDeps } from './subjects.ts';

export interface PatientDeps extends SubjectDeps {
  readonly patients: PatientList;
  readonly queue: NotificationQueue;
}

const DAY_MS = 86_400_000;
/** As the codes are counted that go out of date soon. */
const CODES_WITHIN_DAYS = 7;
const PAGE = 50;
const MOST = 1_000;

const counted = z.object({
  all: count,
  ...(Object.fromEntries(SHOWN.map((one) => [one, count])) as Record<(typeof SHOWN)[number], typeof count>),
});

/** Finding patients, and counting them, in one answer each, however many there are. */
export function patientRoutes(deps: PatientDeps): Route[] {
  const { state, holder, invitations, patients, queue } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/subjects/search',
      summary:
        'The holder’s patients by a part of their numbers, or by what they come to, in the order of their numbers',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      body: z.strictObject({
        text: z.string().max(200).default('').meta({
          description:
            'Any part of a number, or how a pseudonym begins. In the body, since what stands in a URL is logged.',
        }),
        show: z.enum(SHOWN).optional().meta({
          description:
            'Those alone who are reached so, who withhold so, or `unasked`: who never signed, said or was handed anything.',
        }),
        from: count.default(0).meta({ description: 'Place in what is found, from 0.' }),
        limit: z.int().min(1).max(MOST).default(PAGE),
      }),
      reply: {
        status: 200,
        description: 'So many of them, and how many are found. Of erased patients there is none.',
        schema: z.object({
          subjects: z.array(subject),
          found: count.meta({ description: 'How many are found in all.' }),
        }),
      },
      handle: async ({ body: { from, limit, ...sought } }) => {
        const found = await patients.find(sought);
        return { subjects: await describeAll(deps, found.slice(from, from + limit)), found: found.length };
      },
    }),
    route({
      method: 'get',
      path: '/v1/overview',
      summary:
        'How many patients the holder has and how they are reached, and how many codes, messages and consents there are',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      reply: {
        status: 200,
        description: 'Counts of now.',
        schema: z.object({
          patients: counted.meta({
            description: 'How many there are, and how many a search would find that shows those alone.',
          }),
          codes: z.object({
            open: count.meta({ description: 'Codes that bound nobody yet.' }),
            ending: count.meta({ description: `Of those: which expire within ${CODES_WITHIN_DAYS} days, or did.` }),
          }),
          failedMessages: count.meta({ description: 'Of which patients could not be told.' }),
          consents: z
            .array(z.object({ month: z.string(), given: count, ended: count }))
            .meta({ description: 'By months of UTC, such as `2026-11`, without those in which nothing was.' }),
        }),
      },
      handle: async () => {
        const codes = await invitations.open();
        const open = await patients.ownOf(codes);
        const soon = Date.now() + CODES_WITHIN_DAYS * DAY_MS;
        return {
          patients: await patients.counts(codes),
          codes: { open: open.length, ending: open.filter(({ goodUntil }) => goodUntil < soon).length },
          failedMessages: await queue.count([queue.tables.failed]),
          consents: await consentMonths(state.directory, holder),
        };
      },
    }),
  ];
}
