import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Hex, toHex, utf8, utf8Decode } from '../../core/bytes.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type Digest, type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import { MAX_IDENTIFIER_BYTES } from '../../core/patient-identifier.ts';
import { walletPayload } from '../../core/typed-data.ts';
import { OPT_OUT_LEVEL, SIGNER_KIND } from '../../ledger/words.ts';
import { Exclusive } from '../../vault/exclusive.ts';
import type { Vault } from '../../vault/vault.ts';
import { describeGrant } from '../described-grant.ts';
import { enrollAll } from '../enrollment.ts';
import type { GrantTermsStore } from '../grant-terms.ts';
import type { LedgerState } from '../ledger-state.ts';
import type { MergedRecords } from '../merged-records.ts';
import { nextPage, pageOf, pageQuery } from '../page.ts';
import { grant, subject, typedData } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { requireEnrolled } from '../rights.ts';
import { type Route, route } from '../route.ts';
import { address, count, hex, milliseconds, pseudonym } from '../schemas.ts';
import { signatureOf } from '../signed-message.ts';

export interface SubjectDeps {
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly terms: GrantTermsStore;
  readonly holder: Address;
  readonly merged: MergedRecords;
}

const INVITATION_MS = 14 * 24 * 3_600_000;
const BINDING_SECONDS = 3_600;
const OPT_OUTS = ['none', 'research', 'all'] as const satisfies readonly (keyof typeof OPT_OUT_LEVEL)[];
const INVITATIONS = 'invitation/';
const CODE = /^[A-Z2-7]{26}$/;

/** What stands behind a code: the code itself is not kept. */
interface Invitation {
  readonly subject: Pseudonym;
  readonly identification: Digest;
  readonly expires: number;
  readonly signer?: Hex;
  readonly deadline?: number;
}

const claim = {
  code: z.string().regex(CODE, 'must be the 26 characters that the hospital handed out'),
  signer: address,
};

export function subjectRoutes(deps: SubjectDeps): Route[] {
  const { vault, state, holder, merged } = deps;
  // What is withdrawn must not be written back by who reads it at that moment.
  const invitations = new Exclusive();
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
      path: '/v1/subjects',
      summary: 'Enrol a patient; one that is enrolled keeps its pseudonym',
      tag: 'subjects',
      who: ['holder'],
      body: z.strictObject({
        identifier: z
          .string()
          .min(1)
          .max(4 * MAX_IDENTIFIER_BYTES),
      }),
      reply: { status: 201, description: 'The pseudonym.', schema: z.object({ subject: pseudonym }) },
      handle: async ({ body }) => {
        const enrolled = await vault.subjects.enroll(body.identifier);
        if (enrolled === null) throw new CustosError('CONFLICT', 'The person was erased and is not enrolled again.');
        merged.refuse(enrolled);
        await enrollAll(state, [enrolled]);
        return { subject: enrolled };
      },
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
        return invite(deps, invited, body.identification);
      },
    }),
    route({
      method: 'post',
      path: '/v1/invitations',
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
        const invitations = [];
        for (const { subject: invited, identification } of body.invitations) {
          invitations.push({ subject: invited, ...(await invite(deps, invited, identification)) });
        }
        return { invitations };
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
        return { withdrawn: await invitations.run(() => withdraw(vault, invited)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/signers/prepare',
      summary: 'Get what a new signer signs to be bound',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject(claim),
      reply: { status: 200, description: 'What the signer signs.', schema: z.object({ typedData }) },
      handle: async ({ body: { code, signer } }) => {
        const deadline = Math.floor(Date.now() / 1000) + BINDING_SECONDS;
        const invitation = await invitations.run(async () => {
          const found = await find(vault, code);
          merged.refuse(found.subject);
          await put(vault, code, { ...found, signer, deadline });
          return found;
        });
        return {
          typedData: walletPayload(state.domain, 'BindSigner', binding({ ...invitation, signer, deadline })),
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/signers',
      summary: 'Bind the signer that signed',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject({ ...claim, signature: hex(8192) }),
      reply: {
        status: 201,
        description: 'It stands for the subject.',
        schema: z.object({
          subject: pseudonym,
          ...inTransaction,
          recorded: z.array(grant).meta({
            description: 'Grants that were recorded from paper until now: the patient keeps or withdraws each.',
          }),
        }),
      },
      handle: async ({ body: { code, signer, signature } }) => {
        const invitation = await find(vault, code);
        merged.refuse(invitation.subject);
        if (invitation.signer !== signer || invitation.deadline === undefined) {
          throw new CustosError('CONFLICT', 'Ask for the data to sign first, with the same signer.');
        }
        const bound = binding({ ...invitation, signer, deadline: invitation.deadline });
        const signed = await signatureOf(state, signer, 'BindSigner', bound, signature);
        const none = { account: ZERO_ADDRESS, signature: '0x' as Hex };
        const { block, transaction } = await state.writer.send(state.calls.consents.bindSigner(bound, signed, none));
        await vault.records.delete('operation', keyOf(code));
        await state.reached(block.height);
        return {
          subject: invitation.subject,
          transaction,
          height: block.height,
          recorded: recordedOf(deps, invitation.subject),
        };
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

async function invite(deps: SubjectDeps, invited: Pseudonym, identifiedBy: string) {
  requireEnrolled(deps, invited);
  const code = base32(randomBytes(17)).slice(0, 26);
  const identification = toHex(domainHash('report', utf8(identifiedBy))) as Digest;
  const expires = Date.now() + INVITATION_MS;
  await put(deps.vault, code, { subject: invited, identification, expires });
  return { code, expires };
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

function binding(invitation: Invitation & { readonly signer: Hex; readonly deadline: number }) {
  const { subject, signer, identification, deadline } = invitation;
  return { subject, signer, kind: SIGNER_KIND.self, until: 0, identification, deadline };
}

function keyOf(code: string): Uint8Array {
  return utf8(`${INVITATIONS}${createHash('sha256').update(code).digest('hex')}`);
}

async function withdraw(vault: Vault, subject: Pseudonym): Promise<number> {
  let withdrawn = 0;
  for await (const { id, bytes } of vault.records.all('operation')) {
    if (bytes === null || !utf8Decode(id).startsWith(INVITATIONS)) continue;
    const invitation = JSON.parse(utf8Decode(bytes)) as Invitation;
    if (invitation.subject !== subject) continue;
    await vault.records.delete('operation', id);
    if (invitation.expires >= Date.now()) withdrawn++;
  }
  return withdrawn;
}

async function put(vault: Vault, code: string, invitation: Invitation): Promise<void> {
  await vault.records.put('operation', keyOf(code), utf8(JSON.stringify(invitation)));
}

async function find(vault: Vault, code: string): Promise<Invitation> {
  const stored = await vault.records.get('operation', keyOf(code));
  const invitation = stored === null ? undefined : (JSON.parse(utf8Decode(stored)) as Invitation);
  if (invitation && invitation.expires >= Date.now()) return invitation;
  throw new CustosError('CHALLENGE_INVALID', 'The code is unknown, used or expired. Ask the hospital for a new one.');
}

/** RFC 4648 base32 without padding: letters and digits that are read out on the telephone. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group, 2)]).join('');
}
