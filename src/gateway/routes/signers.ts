import { z } from 'zod';
import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import { CODE } from '../auth/one-time-code.ts';
import type { Passkeys } from '../auth/passkeys.ts';
import { describeGrant } from '../consents/described-grant.ts';
import type { GrantSources } from '../consents/standing-grants.ts';
import { type Guardians, yearEnd } from '../holder/guardians.ts';
import type { Begun, Invitations } from '../holder/invitations.ts';
import { type Route, route } from '../http/route.ts';
import { pseudonym, seconds, signer as signerSchema } from '../http/schemas.ts';
import { creationOptions, registration, signature } from '../http/webauthn-schemas.ts';
import { requireFresh } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { grant, toSign } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { kind } from '../replies/signers.ts';

export interface SignerDeps extends GrantSources {
  readonly invitations: Invitations;
  readonly guardians: Guardians;
  readonly passkeys: Passkeys;
  readonly signatures: Signatures;
}

const MAX_NAME = 64;

const code = z.string().regex(CODE, 'must be the 26 characters that the hospital handed out');
const name = z.string().trim().min(1).max(MAX_NAME);

/** How whoever was handed a one-time code binds what signs for it from then on. */
export function signerRoutes(deps: SignerDeps): Route[] {
  const { state, invitations, guardians, passkeys, signatures } = deps;
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
      }),
      reply: {
        status: 200,
        description: 'What the signer signs.',
        schema: z.object({ ...toSign, signer: signerSchema }),
      },
      handle: async ({ body }) => {
        const signer = await registered(deps, body);
        const begun = await invitations.begin(body.code, signer);
        requireBindable(deps, begun);
        return { ...(await signatures.toSign(signer, 'BindSigner', binding(begun))), signer };
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
        description: 'It is bound to the subject; the same answer again for the same code, signer and signature.',
        schema: z.object({
          subject: pseudonym,
          kind,
          from: seconds.meta({
            description: 'From when it signs for the subject: later than now where another signer was bound before.',
          }),
          ...inTransaction,
          recorded: z.array(grant).meta({
            description: 'Grants that were recorded from paper until now: the patient keeps or withdraws each.',
          }),
        }),
      },
      handle: async ({ body }) => {
        const { signer } = body;
        const bound = await invitations.bind(body.code, signer, async (begun, journal) => {
          const message = binding(begun);
          const signed = await signatures.check(signer, 'BindSigner', message, body.signature);
          if (begun.bound) return begun.bound;
          requireBindable(deps, begun);
          const { subject, deadline, guardian } = begun;
          if (guardian !== undefined) await guardians.keep(signer, subject, deadline, guardian);
          const none = { account: ZERO_ADDRESS, signature: '0x' as Hex };
          const call = state.calls.consents.bindSigner(message, signed, none);
          const { block, transaction } = await state.send(call, { journal });
          return { transaction, height: block.height };
        });
        await state.reached(bound.height);
        const { from = 0, kind: number } = state.directory.signers.find(signer) ?? {};
        const as = number === SIGNER_KIND.guardian ? ('guardian' as const) : ('self' as const);
        return { ...bound, kind: as, from, recorded: recordedOf(deps, bound.subject) };
      },
    }),
  ];
}

interface Claim {
  readonly code: string;
  readonly signer?: Hex | undefined;
  readonly registration?: z.infer<typeof registration> | undefined;
  readonly name?: string | undefined;
}

/** The signer of the claim; of a new passkey, once it is verified and kept. */
async function registered({ invitations, passkeys }: SignerDeps, claim: Claim): Promise<Hex> {
  if (claim.registration === undefined) {
    if (claim.signer !== undefined) return claim.signer;
    throw new CustosError('INPUT_INVALID', 'Name the signer, or send the registration of a new passkey.');
  }
  if (claim.signer !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Name the signer, or send the registration of a new passkey, not both.');
  }
  const { subject } = await invitations.invited(claim.code);
  return passkeys.register(claim.registration, subject, claim.name ?? passkeys.site.name(), Date.now());
}

/** Grants on paper that count, for their subject to look at. */
function recordedOf(deps: SignerDeps, of: Pseudonym) {
  const recorded = (deps.state.directory.consents.get(of) ?? []).filter(
    ({ kind, kept }) => kind === 'recorded' && !kept,
  );
  return recorded.map((record) => describeGrant(deps, record)).filter(({ active }) => active);
}

/** CONFLICT where the ledger would refuse: the signer is bound already, or the guardian's time is over. What may have been
 *  sent before a crash is looked for first. */
function requireBindable({ state }: SignerDeps, { subject, signer, sent = [], bound, guardian }: Begun): void {
  if (bound !== undefined || sent.length > 0) return;
  requireFresh(state, signer, subject);
  if (guardian?.until === undefined || guardian.until * 1000 > Date.now()) return;
  throw new CustosError('CONFLICT', 'The time for which you were to be the guardian is over. Ask the hospital.');
}

function binding({ subject, signer, identification, deadline, guardian }: Begun) {
  const kind = guardian === undefined ? SIGNER_KIND.self : SIGNER_KIND.guardian;
  return { subject, signer, kind, until: yearEnd(guardian?.until), identification, deadline };
}
