import { z } from 'zod';
import { CustosError, ERROR_CODES } from '../../core/errors.ts';
import { MAX_IDENTIFIER_BYTES } from '../../core/patient-identifier.ts';
import { checkEach, type EnrolmentDeps, enrolEach } from '../holder/enrolments.ts';
import { type Route, route } from '../http/route.ts';
import { pseudonym } from '../http/schemas.ts';

const MAX_ROWS = 1_000;
const MAX_BODY = 4_194_304;

const enrolment = z.strictObject({
  identifier: z
    .string()
    .min(1)
    .max(4 * MAX_IDENTIFIER_BYTES),
  acceptAlike: z
    .boolean()
    .default(false)
    .meta({ description: 'It is another person than the enrolled one whose number is spelled like it.' }),
});
const body = z.strictObject({ records: z.array(enrolment).min(1).max(MAX_ROWS) });
const rows = z.object({
  rows: z
    .array(
      z.object({
        subject: pseudonym.optional().meta({ description: 'The pseudonym; of a check, of whoever has one already.' }),
        stood: z.boolean().optional().meta({ description: 'Whether the patient was enrolled before.' }),
        code: z.enum(ERROR_CODES).optional().meta({ description: 'Of an enrolment that is refused.' }),
        detail: z.string().optional().meta({ description: 'Why it is refused, and what to do.' }),
        alike: z
          .string()
          .optional()
          .meta({ description: 'As whom somebody is enrolled whose number is the same or spelled like it.' }),
      }),
    )
    .meta({ description: 'In the order of the records.' }),
});

/** Enrolments of patients by their numbers, one or many. */
export function enrolmentRoutes(deps: EnrolmentDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/subjects',
      summary: 'Enrol a patient; one that is enrolled keeps its pseudonym',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      body: enrolment,
      reply: { status: 201, description: 'The pseudonym.', schema: z.object({ subject: pseudonym }) },
      handle: async ({ body: wanted }) => {
        const [row] = await enrolEach(deps, [wanted]);
        if (row === undefined) throw new CustosError('INTERNAL', 'Of an enrolment nothing came.');
        if (row.code !== undefined) {
          const { code, detail, alike } = row;
          throw new CustosError(code, detail, alike === undefined ? {} : { details: { alike } });
        }
        return { subject: row.subject };
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/rows',
      summary: 'Enrol patients, each for itself; those that are enrolled keep their pseudonyms',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      maxBody: MAX_BODY,
      body,
      reply: { status: 200, description: 'What became of each. Those with a pseudonym are on chain.', schema: rows },
      handle: async ({ body: { records } }) => ({ rows: await enrolEach(deps, records) }),
    }),
    route({
      method: 'post',
      path: '/v1/subjects/check',
      summary: 'What would become of enrolments, each for itself; nobody is enrolled',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      maxBody: MAX_BODY,
      body,
      reply: { status: 200, description: 'What would become of each.', schema: rows },
      handle: async ({ body: { records } }) => ({ rows: await checkEach(deps, records) }),
    }),
  ];
}
