import { z } from 'zod';
import { ERROR_CODES, isCustosError } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { MAX_IDENTIFIER_BYTES } from '../../core/patient-identifier.ts';
import type { Vault } from '../../vault/vault.ts';
import { findSubjects } from '../holder/found-subjects.ts';
import type { Invitations } from '../holder/invitations.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, milliseconds, pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import { describeChoices, subject } from '../replies/consents.ts';

export interface SubjectDeps {
  readonly vault: Vault;
  readonly invitations: Invitations;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly merged: MergedRecords;
}

export function subjectRoutes(deps: SubjectDeps): Route[] {
  const { state, holder, merged, invitations } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/subjects',
      summary: 'The holder’s subjects',
      tag: 'subjects',
      who: ['holder'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 pseudonyms with the identifiers that they stand for; `next` goes on.',
        schema: z.object({ subjects: z.array(subject), ...nextPage }),
      },
      handle: async ({ query }) => {
        const own = [...state.directory.enrolled].filter(([, of]) => of === holder);
        const { page, ...next } = pageOf(own, query);
        return { subjects: await Promise.all(page.map(([id]) => describe(deps, id))), ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/find',
      summary: 'Whom identifiers stand for; nobody is enrolled by it',
      tag: 'subjects',
      who: ['holder'],
      maxBody: 4_194_304,
      body: z.strictObject({
        identifiers: z
          .array(
            z
              .string()
              .min(1)
              .max(4 * MAX_IDENTIFIER_BYTES),
          )
          .min(1)
          .max(1_000),
      }),
      reply: {
        status: 200,
        description: 'In the order of the identifiers.',
        schema: z.object({
          found: z.array(
            z.object({
              subject: subject.optional(),
              code: z
                .enum(ERROR_CODES)
                .optional()
                .meta({ description: 'Where it stands for nobody who can be named.' }),
              detail: z.string().optional().meta({ description: 'Why, and what to do.' }),
            }),
          ),
        }),
      },
      handle: async ({ body }) => ({
        found: await Promise.all(
          (await findSubjects(deps, body.identifiers)).map(async (one) =>
            'subject' in one ? { subject: await describe(deps, one.subject) } : one,
          ),
        ),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/invitations',
      summary: 'Make the one-time code with which a patient binds its own signer',
      tag: 'subjects',
      who: ['holder'],
      params: z.object({ subject: pseudonym }),
      body: z.strictObject({ identification: z.string().min(1).max(2000) }),
      reply: {
        status: 201,
        description: 'Hand it to the person alone, and tell the contact on file that it was made.',
        schema: z.object({ code: z.string(), expires: milliseconds }),
      },
      handle: async ({ params: { subject: invited }, body }) => {
        requireEnrolled(deps, invited);
        merged.refuse(invited);
        return invitations.make(invited, body.identification);
      },
    }),
    route({
      method: 'post',
      path: '/v1/invitations',
      refuses: ['NOT_FOUND'],
      summary: 'Make many one-time codes, one for each patient; all or none',
      tag: 'subjects',
      who: ['holder'],
      maxBody: 4_194_304,
      body: z.strictObject({
        invitations: z
          .array(z.strictObject({ subject: pseudonym, identification: z.string().min(1).max(2000) }))
          .min(1)
          .max(1_000),
      }),
      reply: {
        status: 201,
        description: 'Hand each to its person alone.',
        schema: z.object({
          invitations: z
            .array(z.object({ subject: pseudonym, code: z.string(), expires: milliseconds }))
            .meta({ description: 'In the order of the request.' }),
        }),
      },
      handle: async ({ body }) => {
        for (const { subject: invited } of body.invitations) {
          requireEnrolled(deps, invited);
          merged.refuse(invited);
        }
        const made = [];
        for (const { subject: invited, identification } of body.invitations) {
          made.push({ subject: invited, ...(await invitations.make(invited, identification)) });
        }
        return { invitations: made };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/subjects/{subject}/invitations',
      summary: 'Withdraw the one-time codes of a subject that nobody has used',
      tag: 'subjects',
      who: ['holder'],
      params: z.object({ subject: pseudonym }),
      reply: {
        status: 200,
        description: 'They bind nobody any more. A signer that is bound already stays.',
        schema: z.object({ withdrawn: count.meta({ description: 'Codes that were still good.' }) }),
      },
      handle: async ({ params: { subject: invited } }) => {
        requireEnrolled(deps, invited);
        return { withdrawn: await invitations.withdraw(invited) };
      },
    }),
  ];
}

async function describe({ vault, state }: SubjectDeps, id: Pseudonym) {
  const identifier = await identifierOf(vault, id);
  return {
    subject: id,
    identifiers: identifier === undefined ? [] : [identifier],
    bound: state.directory.bound.has(id),
    ...describeChoices(state, id),
    grants: state.directory.consents.get(id)?.filter(({ revoked }) => !revoked).length ?? 0,
  };
}

/** Undefined for an erased patient alone: one whose record does not open must not look like one without a number. */
async function identifierOf(vault: Vault, id: Pseudonym): Promise<string | undefined> {
  try {
    return await vault.subjects.identifierOf(id);
  } catch (error) {
    if (isCustosError(error, 'KEY_SHREDDED')) return undefined;
    throw error;
  }
}
