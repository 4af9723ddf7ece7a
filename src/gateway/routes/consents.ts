import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { purposesOf } from '../../core/purposes.ts';
import {
  FUTURE_GROUP_MEMBERS,
  granteeOf,
  grantId,
  IDENTIFIABLE_ITEMS,
  type Terms,
  termsFromJson,
  termsToJson,
} from '../../core/terms.ts';
import { walletPayload } from '../../core/typed-data.ts';
import { describeGrant } from '../consents/described-grant.ts';
import { RecordedGrants } from '../consents/recorded-grants.ts';
import { SignedGrants } from '../consents/signed-grants.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import { consentWarnings, exclusionWarnings } from '../consents/without-effect.ts';
import type { MergedRecords } from '../holder/merged-records.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route, Standing } from '../http/route.ts';
import { datasetId, digest, grantId as grantIdSchema, hex, pseudonym, seconds } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled, subjectOf } from '../ledger/rights.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { grant as grantSchema, terms as termsJson, typedData } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';

export interface ConsentDeps extends GrantSources {
  readonly holder: Address;
  readonly merged: MergedRecords;
  readonly versions: StoredVersions;
}

const GRANT_SECONDS = 3_600;
const MAX_RECORDS = 1_000;
const warnings = z.array(z.string()).meta({ description: 'Sentences on what will have less effect than it says.' });

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
  const { state, holder } = deps;
  const recorded = new RecordedGrants(deps);
  const signed = new SignedGrants(deps);
  return [
    route({
      method: 'post',
      path: '/v1/consents/prepare',
      refuses: ['NOT_FOUND'],
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
          standing: grantIdSchema.optional().meta({
            description: 'One that stands and comes to the same: there is nothing to sign.',
          }),
          warnings,
        }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        const terms = termsOf(state, holder, body);
        const deadline = Math.floor(Date.now() / 1000) + GRANT_SECONDS;
        const standing = signed.standing(subject, caller.address, terms);
        const odd = await consentWarnings(state, deps.versions, holder, body);
        return {
          warnings: odd,
          ...(standing === undefined ? {} : { standing }),
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
      refuses: ['NOT_FOUND'],
      summary: 'Give the grant that was signed',
      tag: 'consents',
      who: ['subject'],
      creates: true,
      body: z.strictObject({ terms: termsJson, deadline: seconds, signature: hex(8192) }),
      reply: {
        status: 201,
        description: 'It is on chain and counts.',
        also: { 200: 'One that comes to the same stood already: it is named, and this one was not given.' },
        schema: z.object({ grant: grantIdSchema, height: inTransaction.height, stood: z.boolean() }),
      },
      handle: async ({ body, caller }) => {
        const { deadline, signature } = body;
        const terms = termsFromJson(body.terms);
        state.checkFresh();
        const given = { subject: subjectOf(caller), signer: caller.address, terms, deadline, signature };
        const { grant, stood } = await signed.give(given);
        const answer = { grant, height: state.block.height, stood };
        return stood ? new Standing(answer) : answer;
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
      path: '/v1/consents/recorded',
      refuses: ['NOT_FOUND'],
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
        also: { 200: 'All of them stood already.' },
        schema: z.object({
          grants: z.array(grantIdSchema).meta({ description: 'In the order of the records.' }),
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
        const consents = body.records.map(({ subject, form, ...rest }) => {
          return { subject, form, terms: termsOf(state, holder, rest) };
        });
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
  ];
}

type Choice = z.output<z.ZodObject<typeof choice>>;

/** Each sentence once: a batch is of many people and of few choices. */
async function batchWarnings({ state, versions, holder }: ConsentDeps, records: readonly Choice[]): Promise<string[]> {
  const choices = new Map(
    records.map((one) => [JSON.stringify(Object.keys(choice).map((key) => one[key as keyof Choice] ?? null)), one]),
  );
  const found = new Set<string>();
  for (const one of choices.values()) {
    const excluded = categoriesOf(one.excluded);
    for (const text of await consentWarnings(state, versions, holder, one)) found.add(text);
    for (const text of await exclusionWarnings(state, versions, holder, excluded, one.dataset)) found.add(text);
  }
  return [...found];
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

function termsOf(state: LedgerState, holder: Address, body: Choice): Terms {
  const notices = state.index.members.notices(body.notice, holder);
  if (notices.every(({ withdrawnAt }) => withdrawnAt !== undefined)) {
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
