import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Passkeys } from '../auth/passkeys.ts';
import { describeGrant } from '../consents/described-grant.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import type { Bindings } from '../holder/bindings.ts';
import type { Invitations } from '../holder/invitations.ts';
import { type Route, route } from '../http/route.ts';
import { handedCode, pseudonym, seconds, signer as signerSchema } from '../http/schemas.ts';
import { creationOptions, registration, signature } from '../http/webauthn-schemas.ts';
import type { MemberNames } from '../ledger/member-names.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { grant, toSign } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { kind } from '../replies/signers.ts';

export interface SignerDeps extends GrantSources {
  readonly invitations: Invitations;
  readonly bindings: Bindings;
  readonly names: Pick<MemberNames, 'called'>;
  readonly passkeys: Passkeys;
  readonly signatures: Signatures;
}

const MAX_NAME = 64;
const MAX_NAMES = 20;

const code = handedCode(26, 'must be the 26 characters that the hospital handed out');
const name = z.string().trim().min(1).max(MAX_NAME);

/** How whoever was handed a one-time code binds what signs for it from then on. */
export function signerRoutes(deps: SignerDeps): Route[] {
  const { state, invitations, bindings, passkeys, signatures } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/passkeys/options',
      refuses: ['CHALLENGE_INVALID', 'CONFLICT', 'UNAVAILABLE'],
      leadsIn: true,
      summary: 'Get what a browser makes a passkey from, for the person who was handed the code',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject({
        code,
        name: name.optional().meta({
          description: 'What the device lists it by; it shows on synced devices. The holder’s name unless said.',
        }),
      }),
      reply: { status: 200, description: 'Options, for five minutes.', schema: creationOptions },
      handle: async ({ body }) => {
        await invitations.invited(body.code);
        return passkeys.creationOptions(body.name ?? passkeys.site.name(), [], Date.now());
      },
    }),
    route({
      method: 'post',
      path: '/v1/signers/prepare',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LEDGER_REJECTED'],
      summary: 'Get what a new signer signs to be bound',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject({
        code,
        signer: signerSchema.optional().meta({ description: 'An account, or a passkey that was registered here.' }),
        registration: registration.optional().meta({ description: 'A new passkey, in place of `signer`.' }),
        name: name.optional().meta({ description: 'What the person calls the device of a new passkey.' }),
        listedAs: name.optional().meta({
          description: 'What the device lists a new passkey by: it is said where another person’s is used.',
        }),
      }),
      reply: {
        status: 200,
        description: 'What the signer signs.',
        schema: z.object({ ...toSign, signer: signerSchema }),
      },
      handle: async ({ body }) => {
        const signer = await registered(deps, body);
        const message = await bindings.begin(body.code, signer);
        return { ...(await signatures.toSign(signer, 'BindSigner', message)), signer };
      },
    }),
    route({
      method: 'post',
      path: '/v1/signers',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LEDGER_REJECTED'],
      summary: 'Bind the signer that signed',
      tag: 'subjects',
      who: 'anyone',
      body: z.strictObject({ code, signer: signerSchema, signature }),
      reply: {
        status: 201,
        description:
          'It is bound to the subject, or waits for a second organisation; the same answer again for the same code, signer and signature.',
        schema: z.object({
          subject: pseudonym,
          kind,
          from: seconds.optional().meta({
            description:
              'From when it signs for the subject: later than now where another signer was bound before, or the policy has first ones wait. Absent while it waits for a second organisation.',
          }),
          transaction: inTransaction.transaction.optional(),
          height: inTransaction.height.optional(),
          waits: z
            .object({
              until: seconds.meta({ description: 'Last second at which a second organisation can sign.' }),
              for: z.array(z.string()).meta({
                description: 'Organisations of the consortium any of which may sign, as far as they have names.',
              }),
            })
            .optional()
            .meta({ description: 'Set while it waits for a second organisation. Ask again with the same.' }),
          recorded: z.array(grant).meta({
            description: 'Grants that were recorded from paper until now: the patient keeps or withdraws each.',
          }),
        }),
      },
      handle: async ({ body }) => {
        const { signer } = body;
        const { subject, ...outcome } = await bindings.take(body.code, signer, body.signature);
        if ('waitsUntil' in outcome) {
          const waits = { until: outcome.waitsUntil, for: organisations(deps) };
          return { subject, kind: await invitedAs(deps, body.code, signer), waits, recorded: [] };
        }
        await state.reached(outcome.height);
        const { from = 0, kind: number } = state.directory.signers.find(signer) ?? {};
        const as = number === SIGNER_KIND.guardian ? ('guardian' as const) : ('self' as const);
        // Once the ledger's word on the binding is here: what is recorded waits for an answer since then.
        return { subject, ...outcome, kind: as, from, recorded: recordedOf(deps, subject) };
      },
    }),
  ];
}

/** Of those who may countersign. */
function organisations({ bindings, names }: SignerDeps): string[] {
  return bindings
    .seconds()
    .flatMap((member) => names.called(member)?.name ?? [])
    .slice(0, MAX_NAMES);
}

async function invitedAs({ invitations }: SignerDeps, code: string, signer: Signer): Promise<'self' | 'guardian'> {
  const [, { statement }] = await invitations.begun(code, signer);
  return statement.guardian === undefined ? 'self' : 'guardian';
}

interface Claim {
  readonly code: string;
  readonly signer?: Signer | undefined;
  readonly registration?: z.infer<typeof registration> | undefined;
  readonly name?: string | undefined;
  readonly listedAs?: string | undefined;
}

/** The signer of the claim; of a new passkey, once it is verified and kept. */
async function registered({ invitations, passkeys }: SignerDeps, claim: Claim): Promise<Signer> {
  if (claim.registration === undefined) {
    if (claim.signer !== undefined) return claim.signer;
    throw new CustosError('INPUT_INVALID', 'Name the signer, or send the registration of a new passkey.');
  }
  if (claim.signer !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Name the signer, or send the registration of a new passkey, not both.');
  }
  const { subject } = await invitations.invited(claim.code);
  const names = { name: claim.name ?? passkeys.site.name(), listedAs: claim.listedAs };
  return passkeys.register(claim.registration, subject, names, Date.now());
}

/** Grants on paper that count, for their subject to look at. */
function recordedOf(deps: SignerDeps, of: Pseudonym) {
  const recorded = (deps.state.directory.consents.get(of) ?? []).filter(
    ({ kind, kept }) => kind === 'recorded' && !kept,
  );
  return recorded.map((record) => describeGrant(deps, record)).filter(({ active }) => active);
}
