import { z } from 'zod';
import type { Hex } from '../../core/bytes.ts';
import { ERROR_CODES, isCustosError } from '../../core/errors.ts';
import { type Address, type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import { MAX_IDENTIFIER_BYTES } from '../../core/patient-identifier.ts';
import { walletPayload } from '../../core/typed-data.ts';
import { OPT_OUT_LEVEL, SIGNER_KIND } from '../../ledger/words.ts';
import type { Vault } from '../../vault/vault.ts';
import { describeGrant } from '../consents/described-grant.ts';
import { findSubjects } from '../holder/found-subjects.ts';
import { type Begun, Invitations } from '../holder/invitations.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { address, count, hex, milliseconds, pseudonym, seconds } from '../http/schemas.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import { signatureOf } from '../ledger/signed-message.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import { grant, subject, typedData } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';

export interface SubjectDeps {
  readonly vault: Vault;
  readonly kept: GatewayRecords['invitations'];
  readonly state: LedgerState;
  readonly terms: GrantTermsStore;
  readonly holder: Address;
  readonly merged: MergedRecords;
}

const OPT_OUTS = ['none', 'research', 'all'] as const satisfies readonly (keyof typeof OPT_OUT_LEVEL)[];
const CODE = /^[A-Z2-7]{26}$/;

const claim = {
  code: z.string().regex(CODE, 'must be the 26 characters that the hospital handed out'),
  signer: address,
};

export function subjectRoutes(deps: SubjectDeps): Route[] {
  const { state, holder, merged } = deps;
  const invitations = new Invitations(deps.kept, (invited) => merged.refuse(invited));
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
    route({
      method: 'post',
      path: '/v1/signers/prepare',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LEDGER_REJECTED'],
      summary: 'Get what a new signer signs to be bound',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject(claim),
      reply: { status: 200, description: 'What the signer signs.', schema: z.object({ typedData }) },
      handle: async ({ body: { code, signer } }) => {
        const begun = await invitations.begin(code, signer);
        return { typedData: walletPayload(state.domain, 'BindSigner', binding(begun)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/signers',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LEDGER_REJECTED'],
      summary: 'Bind the signer that signed',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject({ ...claim, signature: hex(8192) }),
      reply: {
        status: 201,
        description: 'It is bound to the subject; the same answer again for the same code, signer and signature.',
        schema: z.object({
          subject: pseudonym,
          from: seconds.meta({
            description: 'From when it signs for the subject: later than now where another signer was bound before.',
          }),
          ...inTransaction,
          recorded: z.array(grant).meta({
            description: 'Grants that were recorded from paper until now: the patient keeps or withdraws each.',
          }),
        }),
      },
      handle: async ({ body: { code, signer, signature } }) => {
        const bound = await invitations.bind(code, signer, async (begun, journal) => {
          const message = binding(begun);
          const signed = await signatureOf(state, signer, 'BindSigner', message, signature);
          if (begun.bound) return begun.bound;
          const none = { account: ZERO_ADDRESS, signature: '0x' as Hex };
          const call = state.calls.consents.bindSigner(message, signed, none);
          const { block, transaction } = await state.send(call, { journal });
          return { transaction, height: block.height };
        });
        await state.reached(bound.height);
        const from = state.directory.signers.find(signer)?.from ?? 0;
        return { ...bound, from, recorded: recordedOf(deps, bound.subject) };
      },
    }),
  ];
}

async function describe({ vault, state }: SubjectDeps, id: Pseudonym) {
  const identifier = await identifierOf(vault, id);
  const optOut = state.index.subjects.optOut(state.index.subjects.find(id));
  return {
    subject: id,
    identifiers: identifier === undefined ? [] : [identifier],
    bound: state.directory.bound.has(id),
    optOut: OPT_OUTS.find((level) => OPT_OUT_LEVEL[level] === optOut) ?? 'none',
    grants: state.directory.consents.get(id)?.filter(({ revoked }) => !revoked).length ?? 0,
  };
}

/** Grants on paper that count, for their subject to look at. */
function recordedOf(deps: SubjectDeps, of: Pseudonym) {
  const recorded = (deps.state.directory.consents.get(of) ?? []).filter(
    ({ kind, kept }) => kind === 'recorded' && !kept,
  );
  return recorded.map((record) => describeGrant(deps, record)).filter(({ active }) => active);
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

function binding({ subject, signer, identification, deadline }: Begun) {
  return { subject, signer, kind: SIGNER_KIND.self, until: 0, identification, deadline };
}
