import { z } from 'zod';
import type { Permit } from '../../consent/permits.ts';
import { toHex, utf8 } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { BASES, DELIVERIES } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type Digest, type PermitId, ZERO_DIGEST } from '../../core/ids.ts';
import { MAX_PERMIT_PERSONS, permitPersonsDigest } from '../../core/permit-persons.ts';
import { attestationOf, mondoNumber } from '../../core/purposes.ts';
import type { Agreements } from '../consents/agreements.ts';
import { memberWarnings, periodWarnings } from '../consents/without-effect.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { address, datasetId, decimal, digest, seconds } from '../http/schemas.ts';
import { modifier, permitPurpose } from '../http/use-schemas.ts';
import type { PermitRecord } from '../ledger/directory-records.ts';
import type { Endings } from '../ledger/endings.ts';
import { eventOf } from '../ledger/event-of.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { PermitPersons } from '../ledger/permit-persons.ts';
import { permitState } from '../ledger/permit-state.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import { ended, inTransaction } from '../replies/ledger.ts';
import { permit as permitSchema } from '../replies/permits.ts';

export interface PermitDeps {
  readonly state: LedgerState;
  readonly endings: Endings;
  readonly agreements: Agreements;
  readonly persons: PermitPersons;
  readonly holder: Address;
  readonly revocations: GatewayRecords['revocations'];
}

const SEE_ALL = ['holder', 'auditor', 'authority'] as const;
const params = z.object({ permit: decimal(0xffff_ffff) });

const issue = z.strictObject({
  requester: address,
  dataset: datasetId,
  purpose: permitPurpose,
  attested: z
    .array(modifier)
    .max(64)
    .default([])
    .meta({ description: 'Conditions that the requester’s declared facts meet; DS: the disease was checked.' }),
  disease: z.string().max(16).optional(),
  fromSeconds: seconds,
  untilSeconds: seconds,
  delivery: z.enum(DELIVERIES).default('download'),
  basis: z.enum(BASES).default('consent'),
  identifiable: z.boolean().default(false),
  emergency: z.boolean().default(false),
  recipientKeyDigest: digest.optional().meta({ description: 'For sealed delivery alone.' }),
  persons: z.array(digest).min(1).max(MAX_PERMIT_PERSONS).optional().meta({
    description:
      'Pseudonyms of the requester’s persons who alone may use it; all of them, and its account, unless said.',
  }),
  termsDigest: digest.optional(),
  authorityDigest: digest.optional(),
});

export function permitRoutes({ state, endings, agreements, persons, holder, revocations }: PermitDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/permits',
      refuses: ['NOT_FOUND'],
      summary: 'Permit a requester to use a dataset',
      tag: 'permits',
      who: ['holder'],
      duties: ['reviewer'],
      creates: true,
      body: issue,
      reply: {
        status: 201,
        description: 'It is on chain.',
        schema: z.object({
          permit: z.int().min(1),
          warnings: z.array(z.string()).meta({ description: 'Sentences on what will have less effect than it says.' }),
          ...inTransaction,
        }),
      },
      handle: async ({ body, attempt }) => {
        if (state.directory.datasets.get(body.dataset)?.holder !== holder) {
          throw new CustosError('FORBIDDEN', 'The dataset is not this holder’s.');
        }
        const odd = [...permitWarnings(state, body), ...(await agreementWarnings(agreements, body))];
        const recipients = body.persons ? await persons.keep(body.persons) : (body.recipientKeyDigest ?? ZERO_DIGEST);
        const call = state.calls.permits.issue({
          requester: body.requester,
          from: body.fromSeconds,
          until: body.untilSeconds,
          dataset: body.dataset,
          purpose: body.purpose,
          delivery: DELIVERIES.indexOf(body.delivery),
          basis: BASES.indexOf(body.basis),
          identifiable: body.identifiable,
          emergency: body.emergency,
          attested: attestationOf(body.attested as Parameters<typeof attestationOf>[0]),
          disease: body.disease === undefined ? 0 : mondoNumber(body.disease),
          recipientKeyDigest: recipients,
          termsDigest: body.termsDigest ?? ZERO_DIGEST,
          authorityDigest: body.authorityDigest ?? ZERO_DIGEST,
        });
        const { block, events, transaction } = await state.send(call, { journal: attempt.journal('permit') });
        await state.reached(block.height);
        const { permit } = eventOf(events, 'PermitIssued');
        const warnings = [...odd, ...alikeWarnings(state, body, permit)];
        return { permit, warnings, transaction, height: block.height };
      },
    }),
    route({
      method: 'get',
      path: '/v1/permits',
      summary: 'Permits: for holder and auditors all, for a requester its own',
      tag: 'permits',
      who: ['holder', 'auditor', 'requester', 'environment', 'clinician', 'authority'],
      duties: ['reviewer', 'auditor', 'researcher'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 permits; `next` goes on.',
        schema: z.object({ permits: z.array(permitSchema), ...nextPage }),
      },
      handle: async ({ caller, query }) => {
        const seesAll = SEE_ALL.some((role) => caller.roles.has(role));
        const seen = [...state.directory.permits].filter(([, { requester }]) => seesAll || requester === caller.member);
        const now = Math.floor(Math.max(Date.now(), state.block.time) / 1000);
        const { page, ...next } = pageOf(seen, query);
        const isParty = caller.roles.has('holder') ? () => true : (one: Address) => one === caller.member;
        const ended = page.filter(([, { requester, revokedAt }]) => revokedAt > 0 && isParty(requester));
        const kept = await revocations.getMany(ended.map(([permit]) => String(permit)));
        const reasons = new Map(ended.map(([permit], i) => [permit, kept[i]?.reason]));
        const permits = page.map(([permit, record]) => {
          const revocationReason = reasons.get(permit);
          return {
            ...describe(state, persons, permit, record, now),
            ...(revocationReason === undefined ? {} : { revocationReason }),
          };
        });
        return { permits, ...next };
      },
    }),
    route({
      method: 'post',
      path: '/v1/permits/{permit}/revocation',
      summary: 'End a permit',
      tag: 'permits',
      who: ['holder'],
      duties: ['reviewer'],
      params,
      body: z.strictObject({ reason: z.string().min(1).max(2000) }),
      reply: { status: 200, description: 'Nothing is released under it any more.', schema: ended },
      handle: async ({ params: { permit }, body }) => {
        const known = state.index.permits.permit(permit);
        if (known === undefined) throw new CustosError('NOT_FOUND', 'There is no such permit.');
        const isParty = state.directory.datasets.get(known.dataset)?.holder === holder || known.requester === holder;
        if (!isParty) throw new CustosError('FORBIDDEN', 'The permit is neither for this holder nor for its datasets.');
        const cause = toHex(domainHash('report', utf8(body.reason))) as Digest;
        await keepReason(revocations, permit, body.reason);
        return endings.end({ permit, cause });
      },
    }),
  ];
}

/** The first counts: the digest of another is refused by the ledger. One that cannot be kept holds no revocation up. */
async function keepReason(kept: PermitDeps['revocations'], permit: PermitId, reason: string): Promise<void> {
  const key = String(permit);
  const write = async () => {
    if ((await kept.get(key)) === undefined) await kept.put(key, { reason });
  };
  await write().catch(() => undefined);
}

/** Throws INPUT_INVALID for what can only be a mistake. */
function permitWarnings(state: LedgerState, body: z.output<typeof issue>): string[] {
  if (body.attested.some((code) => code === 'DS') && body.disease === undefined)
    throw new CustosError(
      'INPUT_INVALID',
      'DS attests that the declared disease was checked: name the disease, --disease (disease), such as MONDO:0005015.',
    );
  return [
    ...periodWarnings('The permit', body).map(({ text }) => text),
    ...memberWarnings(state, body.requester),
    ...personWarnings(state, body),
    ...identifyingWarnings(state, body),
  ];
}

/** Throws INPUT_INVALID where it is not said whether a key or persons are meant. A sentence where nobody can sign in as one of them. */
function personWarnings(
  { directory }: LedgerState,
  { requester, persons, delivery, recipientKeyDigest }: z.output<typeof issue>,
): string[] {
  const isKey = recipientKeyDigest !== undefined && recipientKeyDigest !== ZERO_DIGEST;
  if ((isKey && delivery !== 'sealed') || (persons !== undefined && delivery === 'sealed')) {
    throw new CustosError(
      'INPUT_INVALID',
      'A recipient’s key (recipientKeyDigest) goes with sealed delivery alone, and persons with every other.',
    );
  }
  const stands = directory.sessionKeysOf(requester).some((key) => directory.sessionKey(requester, key.keyHash));
  if (persons === undefined || stands) return [];
  return [
    'The requester has no session key on the ledger, so that nobody can sign in as one of its persons yet: until it names one, the permit is of no use.',
  ];
}

function personsIn({ recipientKeyDigest }: PermitRecord, known: PermitPersons): { readonly persons?: Digest[] } {
  const persons = known.of(recipientKeyDigest);
  return persons === undefined ? {} : { persons: [...persons] };
}

/** A sentence where the requester could not read what it is to accept. */
async function agreementWarnings(agreements: Agreements, { termsDigest }: z.output<typeof issue>): Promise<string[]> {
  if (termsDigest === undefined || termsDigest === ZERO_DIGEST || (await agreements.isKept(termsDigest))) return [];
  return [
    'The text of the agreement is not kept here, so that the requester finds it nowhere: hand it over (PUT /v1/agreements), or give it to the requester yourself, to the letter.',
  ];
}

/** A sentence where the newest version that stands is refused under the permit, whatever is asked. */
function identifyingWarnings({ directory }: LedgerState, { dataset, identifiable }: z.output<typeof issue>): string[] {
  const newest = directory.datasets.get(dataset)?.versions.findLast(({ supersededAt }) => supersededAt === 0);
  if (identifiable || newest?.identifiable !== true) return [];
  return [
    `Version ${newest.version} of the dataset identifies people, and the permit does not allow that: requests for it are refused. Issue one with --identifiable (identifiable), if that is meant.`,
  ];
}

/** Sentences on permits beside `own`, which a crash may have left from an earlier attempt, that allow the same. */
function alikeWarnings(state: LedgerState, body: z.output<typeof issue>, own: PermitId): string[] {
  const now = Date.now() / 1000;
  return [...state.directory.permits.keys()].flatMap((permit) => {
    const other = state.index.permits.permit(permit);
    if (other === undefined || permit === own || other.revoked || other.until < now || !isAlike(other, body)) return [];
    return [`Permit ${permit} allows the same, until ${dateWords(other.until)}: to end this use, revoke both.`];
  });
}

/** Whether a permit allows the same, at whatever time. */
function isAlike(other: Permit, body: z.output<typeof issue>): boolean {
  const members = [
    'requester',
    'dataset',
    'purpose',
    'delivery',
    'basis',
    'identifiable',
    'emergency',
    'disease',
  ] as const;
  const attested = attestationOf(body.attested as Parameters<typeof attestationOf>[0]);
  const recipients = body.persons ? permitPersonsDigest(body.persons) : (body.recipientKeyDigest ?? ZERO_DIGEST);
  if (other.recipientKeyDigest !== recipients) return false;
  return other.attested === attested && members.every((name) => other[name] === body[name]);
}

function describe({ index }: LedgerState, persons: PermitPersons, id: PermitId, record: PermitRecord, now: number) {
  const known = index.permits.permit(id);
  if (known === undefined) throw new CustosError('INTERNAL', 'The projections of the ledger differ.');
  const { dataset, from, until, purpose, delivery, basis, identifiable, emergency, attested, disease } = known;
  return {
    permit: id,
    ...record,
    ...personsIn(record, persons),
    dataset,
    from,
    until,
    purpose,
    delivery,
    basis,
    identifiable,
    emergency,
    attested: attested.toString(),
    ...(disease === undefined ? {} : { disease }),
    state: permitState(index, known, now),
  };
}
