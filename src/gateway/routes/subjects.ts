import { z } from 'zod';
import { CustosError, ERROR_CODES, isCustosError } from '../../core/errors.ts';
import type { GuardianTerms } from '../../core/identification.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { MAX_IDENTIFIER_BYTES } from '../../core/patient-identifier.ts';
import type { Vault } from '../../vault/vault.ts';
import { actorOf } from '../auth/actor.ts';
import { enrolledHere, findSubjects } from '../holder/found-subjects.ts';
import type { Invitations, Invited } from '../holder/invitations.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { grantsOf, reachOf, signsBy } from '../holder/patient-list.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, milliseconds, pseudonym, seconds } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { MAX_FOUND, pseudonymsBeginning } from '../ledger/pseudonym-search.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import type { PaperOnly } from '../records/paper-only.ts';
import { describeChoices, subject } from '../replies/consents.ts';
import { guardianAs } from '../replies/signers.ts';

const MAX_GUARDIAN_SECONDS = 100 * 366 * 86_400;

export interface SubjectDeps {
  readonly vault: Vault;
  readonly invitations: Invitations;
  readonly paperOnly: PaperOnly;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly merged: MergedRecords;
}

const invited = {
  identification: z
    .string()
    .min(1)
    .max(2000)
    .refine((text) => text.isWellFormed(), 'must be text')
    .meta({ description: 'How the person was identified, in words. A second organisation and auditors read it.' }),
  document: digest.optional().meta({ description: 'Of the evidence, such as a copy of a document.' }),
  guardian: z
    .strictObject({
      as: guardianAs,
      document: digest.meta({ description: 'Of what shows it, such as a birth certificate or a court’s order.' }),
      until: seconds.optional().meta({
        description:
          'Last second: it ends then, and the ledger says the end of that year. Until it is removed unless said.',
      }),
    })
    .optional()
    .meta({ description: 'Whom the code binds acts for the patient. Without it, it is the patient’s own signer.' }),
};

export function subjectRoutes(deps: SubjectDeps): Route[] {
  const { state, holder, invitations } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/subjects',
      summary: 'The holder’s subjects',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 pseudonyms with the identifiers that they stand for; `next` goes on.',
        schema: z.object({ subjects: z.array(subject), ...nextPage }),
      },
      handle: async ({ query }) => {
        const own = [...state.directory.enrolled].filter(([, of]) => of === holder);
        const { page, ...next } = pageOf(own, query);
        return {
          subjects: await describeAll(
            deps,
            page.map(([id]) => id),
          ),
          ...next,
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/find',
      summary: 'Whom identifiers or pseudonyms stand for; nobody is enrolled by it',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      maxBody: 4_194_304,
      body: z.union([
        z.strictObject({
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
        z.strictObject({ subjects: z.array(pseudonym).min(1).max(1_000) }),
      ]),
      example: { identifiers: ['urn:mrn|70017'] },
      reply: {
        status: 200,
        description: 'In the order of the identifiers, or of the pseudonyms.',
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
      handle: async ({ body }) => {
        const found =
          'subjects' in body
            ? body.subjects.map((one) => enrolledHere(deps, one))
            : await findSubjects(deps, body.identifiers);
        const subjects = found.flatMap((one) => ('subject' in one ? [one.subject] : []));
        const described = new Map((await describeAll(deps, subjects)).map((one) => [one.subject, one]));
        return {
          found: found.map((one) => ('subject' in one ? { subject: described.get(one.subject) } : one)),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/pseudonyms/find',
      summary:
        'Which patients’ pseudonyms begin so: of the holder’s own, or for auditors and authorities of all on the ledger',
      tag: 'subjects',
      who: ['holder', 'auditor', 'authority'],
      duties: ['data-manager', 'auditor'],
      body: z.strictObject({
        beginnings: z
          .array(z.string().regex(/^0x[0-9a-f]{4,64}$/, 'must be 0x and 4 to 64 digits of hex'))
          .min(1)
          .max(1_000),
      }),
      reply: {
        status: 200,
        description: 'In the order of the beginnings.',
        schema: z.object({
          found: z.array(
            z.object({
              subjects: z.array(pseudonym).meta({ description: `At most ${MAX_FOUND}; none where none begins so.` }),
            }),
          ),
        }),
      },
      handle: async ({ body, caller }) => {
        const own = caller.roles.has('holder') ? holder : undefined;
        const found = await pseudonymsBeginning(state.directory.enrolled, body.beginnings, own);
        return { found: found.map((subjects) => ({ subjects })) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/invitations',
      summary: 'Make the one-time code with which a patient binds its own signer, or a guardian one for the patient',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ subject: pseudonym }),
      body: z.strictObject(invited),
      reply: {
        status: 201,
        description: 'Hand it to the person alone, and tell the contact on file that it was made.',
        schema: z.object({ code: z.string(), expires: milliseconds }),
      },
      handle: async ({ params: { subject: id }, body, caller }) => {
        requireInvitable(deps, id, body.guardian);
        const [made] = await invitations.make([invitedOf({ subject: id, ...body })], actorOf(caller));
        return { code: made?.code ?? '', expires: made?.expires ?? 0 };
      },
    }),
    route({
      method: 'post',
      path: '/v1/invitations',
      refuses: ['NOT_FOUND'],
      summary: 'Make many one-time codes, one for each patient; all or none',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      maxBody: 4_194_304,
      body: z.strictObject({
        invitations: z
          .array(z.strictObject({ subject: pseudonym, ...invited }))
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
      handle: async ({ body, caller }) => {
        for (const { subject: id, guardian } of body.invitations) requireInvitable(deps, id, guardian);
        return { invitations: await invitations.make(body.invitations.map(invitedOf), actorOf(caller)) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/subjects/{subject}/invitations',
      summary: 'Withdraw the one-time codes of a subject that nobody has used',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ subject: pseudonym }),
      reply: {
        status: 200,
        description: 'They bind nobody any more. A signer that is bound already stays.',
        schema: z.object({ withdrawn: count.meta({ description: 'Codes that were still good.' }) }),
      },
      handle: async ({ params: { subject: id } }) => {
        requireEnrolled(deps, id);
        return { withdrawn: await invitations.withdraw(id) };
      },
    }),
  ];
}

type InvitedBody = z.output<z.ZodObject<typeof invited>> & { readonly subject: Pseudonym };

function invitedOf({ subject: of, identification: text, document, guardian }: InvitedBody): Invited {
  return { subject: of, text, document, guardian };
}

/** NOT_FOUND for whoever is no patient here, CONFLICT for a record that was merged, INPUT_INVALID for a guardian whose time is
 *  over, or beyond a person's life. */
function requireInvitable(deps: SubjectDeps, id: Pseudonym, guardian: GuardianTerms | undefined): void {
  requireEnrolled(deps, id);
  deps.merged.refuse(id);
  const [now, until] = [Math.floor(Date.now() / 1000), guardian?.until];
  if (until === undefined || (until > now && until < now + MAX_GUARDIAN_SECONDS)) return;
  throw new CustosError(
    'INPUT_INVALID',
    'A guardian’s last day lies ahead, and within a hundred years. Leave it out for one that stays until it is removed.',
  );
}

/** In their order. */
export async function describeAll(deps: SubjectDeps, ids: readonly Pseudonym[]) {
  const invited = await deps.invitations.invitedOf(ids);
  return Promise.all(ids.map((id) => describe(deps, id, invited.has(id))));
}

async function describe({ vault, state, paperOnly }: SubjectDeps, id: Pseudonym, isInvited: boolean) {
  const identifier = await identifierOf(vault, id);
  const signs = signsBy(state, id);
  return {
    subject: id,
    identifiers: identifier === undefined ? [] : [identifier],
    bound: state.directory.bound.has(id),
    signsBy: signs,
    reach: paperOnly.has(id) ? ('paper-only' as const) : reachOf(signs.length > 0, isInvited),
    ...describeChoices(state, id),
    grants: grantsOf(state, id),
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
