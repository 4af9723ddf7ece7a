import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { CodeAct } from '../../core/narrowing.ts';
import { MAX_IDENTIFIER_BYTES, readIdentifier } from '../../core/patient-identifier.ts';
import { pauseEnd } from '../../core/periods.ts';
import type { NarrowingCodes } from '../holder/narrowing-codes.ts';
import type { NarrowingsByCode } from '../holder/narrowings-by-code.ts';
import { networkOfClient } from '../http/network.ts';
import { cursorQuery, nextPage, PAGE } from '../http/page.ts';
import { failsAtStep } from '../http/reply-time.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, handedCode, hex, milliseconds, pseudonym } from '../http/schemas.ts';
import { subjectOrWithdrawn } from '../ledger/rights.ts';
import { until, withheld } from '../replies/choices.ts';

export interface NarrowingCodeRouteDeps {
  readonly codes: NarrowingCodes;
  readonly narrowings: NarrowingsByCode;
}

const SAME_FOR_ALL =
  'If the hospital knows this person and has an e-mail address on file, a code is on its way there. Where several were asked for lately, none may come: the newest one there is good, then. It is good once, for 15 minutes from now. Letters take days, so that no code goes by post. If you find none, call the hospital: it stops the use of data by telephone, too.';

const statement = z
  .object({
    v: z.literal(1),
    kind: z.literal('narrowing-by-code'),
    subject: pseudonym,
    act: z.enum(['withdraw-all', 'opt-out', 'pause']),
    level: withheld.optional(),
    until: until.optional(),
    sent: milliseconds.meta({ description: 'When the code was sent, in ms since 1970 UTC.' }),
    used: milliseconds.meta({ description: 'When it was used, in ms since 1970 UTC.' }),
    salt: digest.meta({ description: 'Random.' }),
  })
  .meta({ id: 'NarrowingStatement', description: 'That a one-time code was used, and for what.' });
const narrowing = z.object({
  statement,
  form: digest.meta({ description: 'Digest of the statement: it is the form of the call on chain.' }),
  seq: count.meta({ description: 'Entry of the log from which on it counts.' }),
});

const attempt = hex(32).meta({ description: 'As it was answered to whoever asked for the code.' });
const code = handedCode(8, 'must be the 8 letters and digits of the code');
const used = z.discriminatedUnion('act', [
  z.strictObject({ attempt, code, act: z.literal('withdraw-all') }),
  z.strictObject({ attempt, code, act: z.literal('opt-out'), level: withheld }),
  z.strictObject({ attempt, code, act: z.literal('pause'), until }),
]);

/** How somebody whose key does not work stops the use of its data, by a one-time code to the contact on file. It narrows, and does
 *  nothing else: nothing is read by it. */
export function narrowingCodeRoutes({ codes, narrowings }: NarrowingCodeRouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/narrowing/codes',
      refuses: ['UNAVAILABLE'],
      asksCodes: true,
      summary:
        'Ask for a one-time code by which to withdraw everything, opt out or pause; the answer is the same for everybody',
      tag: 'consents',
      who: 'anyone',
      body: z.strictObject({
        identifier: z
          .string()
          .min(1)
          .max(4 * MAX_IDENTIFIER_BYTES)
          .meta({ description: 'What the hospital knows the person by, `system|value`.' }),
      }),
      reply: {
        status: 202,
        description: 'Whether or not anybody is known by it: a code goes to the contact on file, by e-mail alone.',
        schema: z.object({
          attempt: hex(32).meta({ description: 'Send it back with the code.' }),
          expires: milliseconds,
          detail: z.string().meta({ description: 'What to expect, in words.' }),
        }),
      },
      handle: async ({ body: { identifier }, request }) => {
        return { ...codes.ask(readable(identifier), networkOfClient(request)), detail: SAME_FOR_ALL };
      },
    }),
    route({
      method: 'post',
      path: '/v1/narrowing',
      refuses: ['CHALLENGE_INVALID', 'FORBIDDEN', 'CONFLICT'],
      asksCodes: true,
      summary: 'Withdraw everything, opt out or pause by a one-time code: it counts when this answers',
      tag: 'consents',
      who: 'anyone',
      body: used,
      reply: {
        status: 201,
        description: 'The receipt: keep it. The same again for the same code and act.',
        schema: z.object({
          seq: count.meta({ description: 'Sequence number of the entry from which on it counts.' }),
          receipt: z.string().meta({ description: 'tlog-proof@v1 of the entry.' }),
        }),
      },
      handle: async ({ body }) => {
        const act = actOf(body);
        return failsAtStep(() => codes.use(body.attempt, body.code, act));
      },
    }),
    route({
      method: 'get',
      path: '/v1/me/narrowings',
      summary: 'What was stopped for me by one-time codes',
      tag: 'consents',
      who: ['subject', 'withdrawer'],
      reply: {
        status: 200,
        description: 'In the order in which it was done.',
        schema: z.object({ narrowings: z.array(narrowing) }),
      },
      handle: async ({ caller }) => ({ narrowings: await narrowings.of(subjectOrWithdrawn(caller)) }),
    }),
    route({
      method: 'get',
      path: '/v1/narrowings',
      summary: 'What patients stopped by one-time codes',
      tag: 'subjects',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      query: cursorQuery,
      reply: {
        status: 200,
        description: 'At most 1,000, in the order of the log; `next` goes on. Of erased patients there is none.',
        schema: z.object({ narrowings: z.array(narrowing), ...nextPage }),
      },
      handle: async ({ query: { from = 0 } }) => {
        const { items, ...next } = await narrowings.page({ from, limit: PAGE });
        return { narrowings: items, ...next };
      },
    }),
  ];
}

/** What is no identifier is one for nobody: whoever typed it is told so. */
function readable(identifier: string): string {
  const read = readIdentifier(identifier);
  if (read.ok) return read.text;
  throw new CustosError('INPUT_INVALID', `The identifier ${read.problem}. Give it as system|value.`);
}

function actOf(body: z.output<typeof used>): CodeAct {
  if (body.act === 'opt-out') return { act: body.act, level: body.level };
  if (body.act === 'pause') return { act: body.act, until: pauseEnd(body.until) };
  return { act: body.act };
}
