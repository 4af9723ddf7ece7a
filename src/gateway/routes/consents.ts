import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Hex, toHex } from '../../core/bytes.ts';
import { categoriesOf } from '../../core/categories.ts';
import type { GrantOpening } from '../../core/content.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type Address, type Digest, type GrantId, isAddress, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { purposesOf } from '../../core/purposes.ts';
import {
  FUTURE_GROUP_MEMBERS,
  grantId,
  hashTerms,
  IDENTIFIABLE_ITEMS,
  memberGrantee,
  recordedGrantId,
  type Terms,
  termsFromJson,
  termsToJson,
} from '../../core/terms.ts';
import { walletPayload } from '../../core/typed-data.ts';
import { recordedGrantCalls } from '../../ledger/calls.ts';
import type { Caller } from '../caller.ts';
import { describeGrant } from '../described-grant.ts';
import type { GrantTermsStore } from '../grant-terms.ts';
import type { LedgerState } from '../ledger-state.ts';
import { nextPage, pageOf, pageQuery } from '../page.ts';
import { acknowledgement, grant as grantSchema, terms as termsJson, typedData } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import type { Revocations } from '../revocations.ts';
import { type Route, route } from '../route.ts';
import { count, datasetId, digest, grantId as grantIdSchema, hex, pseudonym, seconds } from '../schemas.ts';
import { signatureOf } from '../signed-message.ts';

export interface ConsentDeps {
  readonly state: LedgerState;
  readonly terms: GrantTermsStore;
  readonly revocations: Revocations;
  readonly holder: Address;
}

const GRANT_SECONDS = 3_600;
const MAX_RECORDS = 1_000;

const choice = {
  grantee: z
    .string()
    .regex(/^0x(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a member’s identity or a group’s id')
    .optional(),
  dataset: datasetId.optional(),
  permission: z.string().max(16),
  modifiers: z.array(z.string().max(16)).max(32).default([]),
  excluded: z.array(z.string().max(32)).max(32).default([]),
  fromSeconds: seconds,
  untilSeconds: seconds,
  notice: digest,
  identifiable: z.boolean().default(false),
  futureMembers: z.boolean().default(false),
};

export function consentRoutes(deps: ConsentDeps): Route[] {
  const { state, revocations, holder } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/consents/prepare',
      summary: 'Get the terms of a grant to sign',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject(choice),
      reply: {
        status: 200,
        description: 'Terms with a fresh salt, and what shows them to be signed.',
        schema: z.object({
          terms: termsJson,
          deadline: seconds.meta({ description: 'Seconds since 1970 UTC until which it can be given.' }),
          typedData,
          grant: grantIdSchema,
        }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        const terms = termsOf(state, holder, body);
        const deadline = Math.floor(Date.now() / 1000) + GRANT_SECONDS;
        return {
          terms: termsToJson(terms),
          deadline,
          typedData: walletPayload(state.domain, 'Grant', { subject, deadline, terms }),
          grant: grantId(state.domain, { subject, deadline, terms }),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents',
      summary: 'Give the grant that was signed',
      tag: 'consents',
      who: ['subject'],
      creates: true,
      body: z.strictObject({ terms: termsJson, deadline: seconds, signature: hex(8192) }),
      reply: {
        status: 201,
        description: 'It is on chain and counts.',
        schema: z.object({ grant: grantIdSchema, height: inTransaction.height }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        const terms = termsFromJson(body.terms);
        const grant = grantId(state.domain, { subject, deadline: body.deadline, terms });
        state.checkFresh();
        if (isStanding(state, subject, grant)) return { grant, height: state.block.height };
        const { deadline } = body;
        const signed = await signatureOf(state, caller.address, 'Grant', { subject, deadline, terms }, body.signature);
        await keepTerms(deps, [{ grant, subject, terms: termsToJson(terms), deadline }], async () => {
          const call = state.calls.consents.grant(subject, deadline, hashTerms(terms), caller.address, signed);
          const { block } = await state.writer.send(call);
          await state.reached(block.height);
        });
        return { grant, height: state.block.height };
      },
    }),
    route({
      method: 'get',
      path: '/v1/consents',
      summary: 'Grants: a patient’s own, or for the holder all',
      tag: 'consents',
      who: ['subject', 'holder'],
      query: pageQuery.extend({ subject: pseudonym.optional() }),
      reply: {
        status: 200,
        description: 'At most 1,000 grants with their clear terms; `next` goes on.',
        schema: z.object({ consents: z.array(grantSchema), ...nextPage }),
      },
      handle: async ({ caller, query }) => {
        const wanted = caller.roles.has('holder') ? query.subject : subjectOf(caller);
        if (
          caller.subject !== undefined &&
          !caller.roles.has('holder') &&
          query.subject &&
          query.subject !== caller.subject
        ) {
          throw new CustosError('FORBIDDEN', 'A patient sees its own grants only.');
        }
        const records =
          wanted === undefined
            ? [...state.directory.consents.values()].flat()
            : (state.directory.consents.get(wanted) ?? []);
        const own = records.filter(({ subject }) => state.directory.enrolled.get(subject) === holder);
        const { page, ...next } = pageOf(own, query);
        return { consents: page.map((record) => describeGrant(deps, record)), ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/revocation/prepare',
      summary: 'Get what to sign to withdraw one grant, or all',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ grant: grantIdSchema.optional() }),
      reply: {
        status: 200,
        description: 'What to sign.',
        schema: z.object({
          typedData,
          epoch: count.optional().meta({ description: 'For all grants: the epoch that ends. Send it back.' }),
        }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        if (body.grant !== undefined) {
          return {
            typedData: walletPayload(state.domain, 'Revoke', { subject, grant: ownGrant(deps, subject, body.grant) }),
          };
        }
        const { epoch } = await state.reader.views.consents.subjectOf(subject);
        return { epoch, typedData: walletPayload(state.domain, 'RevokeAll', { subject, epoch }) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/revocation',
      summary: 'Withdraw one grant, or all: it counts when this answers',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({
        grant: grantIdSchema.optional(),
        epoch: z.int().min(0).max(0xffff_ffff).optional(),
        signature: hex(8192),
      }),
      reply: { status: 201, description: 'The receipt: keep it.', schema: acknowledgement },
      handle: async ({ body: { grant, epoch, signature }, caller }) => {
        const subject = subjectOf(caller);
        if (grant !== undefined) {
          const message = { subject, grant: ownGrant(deps, subject, grant) };
          const taken = await signatureOf(state, caller.address, 'Revoke', message, signature);
          const call = plain(state.calls.consents.revoke(subject, grant, caller.address, taken));
          return revocations.acknowledge({ subject, grant, scope: 'grant', call });
        }
        if (epoch === undefined)
          throw new CustosError('INPUT_INVALID', 'Name the grant, or the epoch whose grants are all withdrawn.');
        if (epoch > state.index.subjects.epoch(state.index.subjects.find(subject))) {
          throw new CustosError('INPUT_INVALID', 'The epoch has not begun. Ask for the data to sign anew.');
        }
        const taken = await signatureOf(state, caller.address, 'RevokeAll', { subject, epoch }, signature);
        const by = { signer: caller.address, signature: taken };
        const call = plain(state.calls.consents.revokeAll(subject, epoch, by));
        return revocations.acknowledge({ subject, scope: 'epoch', call });
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/recorded',
      summary: 'Record grants from paper forms, for patients without a signer of their own',
      tag: 'consents',
      who: ['holder'],
      creates: true,
      maxBody: 1_048_576,
      body: z.strictObject({
        records: z
          .array(z.strictObject({ subject: pseudonym, form: digest, ...choice }))
          .min(1)
          .max(MAX_RECORDS),
      }),
      reply: {
        status: 201,
        description: 'All are on chain.',
        schema: z.object({ grants: z.array(grantIdSchema).meta({ description: 'In the order of the records.' }) }),
      },
      handle: async ({ body }) => {
        state.checkFresh();
        for (const { subject } of body.records) enrolledHere(deps, subject);
        const openings = body.records.map(({ subject, form, ...rest }) => {
          const terms = termsOf(state, holder, rest);
          return {
            grant: recordedGrantId(state.domain, { subject, terms, form }),
            subject,
            terms: termsToJson(terms),
            form,
            hash: hashTerms(terms),
          };
        });
        await keepTerms(
          deps,
          openings.map(({ hash: _, ...opening }) => opening),
          async () => {
            const records = openings.map(({ subject, hash, form }) => ({ subject, terms: hash, form }));
            const sent = await state.writer.sendAll(recordedGrantCalls(state.reader.contracts, records));
            await state.reached(Math.max(...sent.map(({ block }) => block.height)));
          },
        );
        return { grants: openings.map(({ grant }) => grant) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/{grant}/withdrawal',
      summary: 'Record a withdrawal made on paper or by telephone: it counts when this answers',
      tag: 'consents',
      who: ['holder'],
      params: z.object({ grant: grantIdSchema }),
      body: z.strictObject({ subject: pseudonym, form: digest }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ params: { grant }, body: { subject, form } }) => {
        enrolledHere(deps, subject);
        actsForHolder(deps);
        const call = plain(state.calls.consents.revokeRecorded(subject, ownGrant(deps, subject, grant), form));
        return revocations.acknowledge({ subject, grant, scope: 'grant', call });
      },
    }),
  ];
}

/** Keeps terms before the chain shows the grant, so that it counts at once, and lets go of those that it rejects. A
 *  grant that stands keeps its terms whatever became of the call that repeated it. */
async function keepTerms(
  { state, terms: store }: ConsentDeps,
  openings: readonly GrantOpening[],
  give: () => Promise<void>,
): Promise<void> {
  for (const opening of openings) await store.put(opening);
  try {
    await give();
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) {
      for (const { subject, grant } of openings) {
        const { grantedAt } = await state.reader.views.consents.grantOf(subject, grant);
        if (grantedAt === 0) await store.delete(grant);
      }
    }
    throw error;
  }
  // A call beside this one may have been rejected, and have let go of them, before the chain showed the grant.
  for (const opening of openings) if (store.get(opening.grant) === undefined) await store.put(opening);
}

function termsOf(state: LedgerState, holder: Address, body: z.output<z.ZodObject<typeof choice>>): Terms {
  if (!state.directory.noticeStands(body.notice, holder)) {
    throw new CustosError(
      'INPUT_INVALID',
      'This holder or the consortium has not published the notice on chain, or has withdrawn it: a grant under it would not count.',
    );
  }
  return termsFromJson(
    termsToJson({
      salt: toHex(randomBytes(32)),
      notice: body.notice,
      grantee: granteeOf(body.grantee),
      scope: body.dataset ?? ZERO_DIGEST,
      purposes: purposesOf([body.permission, ...body.modifiers]),
      excluded: categoriesOf(body.excluded),
      from: body.fromSeconds,
      until: body.untilSeconds,
      options: (body.futureMembers ? FUTURE_GROUP_MEMBERS : 0) | (body.identifiable ? IDENTIFIABLE_ITEMS : 0),
    }) as never,
  );
}

function granteeOf(grantee: string | undefined): Digest {
  if (grantee === undefined) return ZERO_DIGEST;
  return isAddress(grantee) ? memberGrantee(grantee) : (grantee as Digest);
}

/** A grant that stands, or one whose terms are kept because it is on its way to the chain. */
function ownGrant({ state, terms }: ConsentDeps, subject: Pseudonym, grant: GrantId): GrantId {
  if (isStanding(state, subject, grant) || terms.get(grant)?.subject === subject) return grant;
  throw new CustosError('NOT_FOUND', 'The subject has no such grant here.');
}

function isStanding(state: LedgerState, subject: Pseudonym, grant: GrantId): boolean {
  return state.directory.consents.get(subject)?.some((consent) => consent.grant === grant) ?? false;
}

function enrolledHere({ state, holder }: ConsentDeps, subject: Pseudonym): void {
  if (state.directory.enrolled.get(subject) === holder) return;
  throw new CustosError('NOT_FOUND', 'This holder has no such subject.');
}

/** What was acknowledged must not fail on chain, which takes nothing recorded from a gateway that was suspended. */
function actsForHolder({ state: { directory, writer } }: ConsentDeps): void {
  if (directory.isActive(directory.memberOfAccount(writer.account))) return;
  throw new CustosError(
    'FORBIDDEN',
    'This gateway is suspended, and the chain would refuse what it records. Have it resumed, or record it elsewhere.',
  );
}

function subjectOf({ subject }: Caller): Pseudonym {
  if (subject !== undefined) return subject;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

function plain({ to, data }: { readonly to: Address; readonly data: Hex }): { to: Address; data: Hex } {
  return { to, data };
}
