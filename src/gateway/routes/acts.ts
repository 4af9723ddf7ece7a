import { z } from 'zod';
import { ACTS, actOfCall } from '../../core/acts.ts';
import type { Digest } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import type { OrderedCall } from '../http/act-gate.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { digest, milliseconds } from '../http/schemas.ts';
import type { KeptAct } from '../records/gateway-records.ts';
import { person } from '../replies/staff.ts';
import type { Naming } from '../staff/act-facts.ts';
import type { Acts } from '../staff/acts.ts';
import type { Persons } from '../staff/persons.ts';

export interface ActDeps {
  readonly acts: Acts;
  readonly persons: Persons;
  readonly named: Naming;
}

const params = z.object({ act: digest.meta({ description: 'An act that takes two persons.' }) });

const whose = z.object({
  person,
  name: z.string().optional().meta({ description: 'Unless nobody here is known by it.' }),
});

const act = z
  .object({
    act: digest.meta({ description: 'Digest of the evidence of its entry in the log.' }),
    kind: z.enum([...new Set(ACTS.map(({ kind }) => kind))]),
    what: z.string().meta({ description: 'What was, or would be, done: words behind who does it.' }),
    by: whose.meta({ description: 'Who asked for it.' }),
    since: milliseconds,
    expires: milliseconds.optional().meta({ description: 'Until when it waits, or is listed.' }),
    state: z.enum(['waits', 'confirmed', 'done', 'failed', 'declined']).meta({
      description: '`confirmed`: it is being carried out. `declined`: also where who asked took it back.',
    }),
    decidedBy: whose.optional().meta({ description: 'Who confirmed or declined it.' }),
    fault: z.string().optional().meta({ description: 'Why it could not be done.' }),
    seq: z.int().min(0).meta({ description: 'Number of its entry in the log.' }),
  })
  .meta({
    id: 'Act',
    description: 'What one person asked for in the organisation’s name, and another one says yes or no to.',
  });

const facts = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .meta({ description: 'All that it says, with the names of what it names. Read them before you confirm.' });

/** Acts that take two persons of the organisation. */
export function actRoutes({ acts, persons, named }: ActDeps): Route[] {
  const one = (known: KeptAct) => describe(known, persons);
  return [
    route({
      method: 'get',
      path: '/v1/acts',
      summary: 'Acts that wait for a second person, and those of the last month',
      tag: 'staff',
      who: ['holder'],
      duties: 'any',
      query: pageQuery,
      reply: {
        status: 200,
        description:
          'At most 1,000 that concern the caller, in the order in which they were asked for; `next` goes on.',
        schema: z.object({ acts: z.array(act), ...nextPage }),
      },
      handle: async ({ caller, query }) => {
        const { page, ...next } = pageOf(acts.listFor(caller), query);
        return { acts: page.map(one), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/acts/{act}',
      summary: 'An act that takes two persons, with all that it says',
      tag: 'staff',
      who: ['holder'],
      duties: 'any',
      params,
      reply: { status: 200, description: 'The act.', schema: z.object({ act, facts }) },
      handle: async ({ caller, params: { act: id } }) => {
        const found = acts.findFor(caller, id);
        return { act: one(found), facts: await acts.factsOf(found, named) };
      },
    }),
    route({
      method: CONFIRMATION.method,
      path: CONFIRMATION.path,
      summary: 'Confirm what another person asked for: it is carried out, once',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      params,
      reply: {
        status: 200,
        description: 'It is done. The same again gives the same, for a day.',
        schema: z.object({
          act,
          status: z.int().optional().meta({ description: 'What the call was answered with, as far as it is kept.' }),
          answer: z.unknown().optional().meta({ description: 'As its route describes it.' }),
        }),
      },
      handle: async ({ caller, params: { act: id }, request }) => {
        const { act: done, answer } = await acts.confirm(callOf(CONFIRMATION, caller, request), id);
        return { act: one(done), ...(answer === undefined ? {} : { status: answer.status, answer: answer.body }) };
      },
    }),
    route({
      method: REFUSAL.method,
      path: REFUSAL.path,
      summary: 'Decline what another person asked for, or take back what one asked for oneself',
      tag: 'staff',
      who: ['person'],
      duties: 'any',
      params,
      reply: { status: 200, description: 'Nothing was done, and nobody can confirm it any more.', schema: act },
      handle: async ({ caller, params: { act: id }, request }) =>
        one(await acts.decline(callOf(REFUSAL, caller, request), id)),
    }),
  ];
}

const CONFIRMATION = { method: 'post', path: '/v1/acts/{act}/confirmation', duties: 'any' } as const;
const REFUSAL = { ...CONFIRMATION, path: '/v1/acts/{act}/refusal' } as const;

/** What its log entry is evidence of: its path names the act, which it has no body beside. */
function callOf(
  route: OrderedCall['route'],
  caller: Caller,
  { method, originalUrl }: { readonly method: string; readonly originalUrl: string },
): OrderedCall {
  return { route, caller, method, url: originalUrl, bytes: new Uint8Array(), params: {}, body: undefined };
}

function describe(known: KeptAct, persons: Persons) {
  const { act: id, kind, since, expires, state, fault, seq } = known;
  const shown = (of: Digest) => {
    const name = persons.known(of)?.name;
    return name === undefined ? { person: of } : { person: of, name };
  };
  return {
    act: id,
    kind,
    what: actOfCall(known.method, known.path)?.form.done ?? kind,
    by: shown(known.person),
    since,
    state,
    seq,
    ...(expires === undefined ? {} : { expires }),
    ...(known.by === undefined ? {} : { decidedBy: shown(known.by) }),
    ...(fault === undefined ? {} : { fault }),
  };
}
