import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Caller } from '../auth/caller.ts';
import type { Passkeys } from '../auth/passkeys.ts';
import { type Route, route } from '../http/route.ts';
import { seconds, signer as signerSchema } from '../http/schemas.ts';
import { assertionOptions, creationOptions, registration, signature } from '../http/webauthn-schemas.ts';
import { requireAddition, requireFresh, subjectOf, withdrawsFor } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { deadline } from '../replies/choices.ts';
import { toSign } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { type DescribedSigners, describeSigners, kind, ownSigner } from '../replies/signers.ts';

export interface OwnSignerDeps extends Omit<DescribedSigners, 'passkeys'> {
  readonly passkeys: Passkeys;
  readonly signatures: Signatures;
}

const ADDING_SECONDS = 3_600;
const MAX_NAME = 64;

const name = z.string().trim().min(1).max(MAX_NAME);
const until = seconds.optional().meta({ description: 'Last second; until it is removed unless said.' });

/** What signs for the caller's subject, and how another signer is added: the new one and the caller's sign for it. */
export function ownSignerRoutes(deps: OwnSignerDeps): Route[] {
  const { state, passkeys, signatures } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/me/signers',
      summary: 'What signs for me: accounts and passkeys, guardians’ included',
      tag: 'subjects',
      who: ['subject', 'withdrawer'],
      reply: {
        status: 200,
        description: 'In the order in which they were bound, with those that ended.',
        schema: z.object({ signers: z.array(ownSigner) }),
      },
      handle: async ({ caller }) => {
        const subject = caller.subject ?? withdrawsFor(caller);
        const asked = { by: caller.signer, isNamed: caller.subject !== undefined };
        return { signers: await describeSigners(deps, subject, asked) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/me/signers/options',
      refuses: ['UNAVAILABLE'],
      summary: 'Get what a browser makes one more passkey from',
      tag: 'subjects',
      who: ['subject'],
      body: z.strictObject({
        name: name.optional().meta({ description: 'What the device lists it by. The holder’s name unless said.' }),
      }),
      reply: { status: 200, description: 'Options, for five minutes.', schema: creationOptions },
      handle: async ({ body, caller }) => {
        const own = Array.from(state.directory.signers.of(subjectOf(caller)), ([id]) => id);
        return passkeys.creationOptions(body.name ?? passkeys.site.name(), await passkeys.credentials(own), Date.now());
      },
    }),
    route({
      method: 'post',
      path: '/v1/me/signers/prepare',
      refuses: ['CHALLENGE_INVALID', 'SIGNATURE_INVALID', 'CONFLICT'],
      summary: 'Get what a new signer and the caller’s sign, so that the new one is added',
      tag: 'subjects',
      who: ['subject'],
      body: z.strictObject({
        signer: signerSchema.optional().meta({ description: 'An account, or a passkey that was registered here.' }),
        registration: registration.optional().meta({ description: 'A new passkey, in place of `signer`.' }),
        name: name.optional().meta({ description: 'What the person calls the device of a new passkey.' }),
        listedAs: name.optional().meta({
          description: 'What the device lists a new passkey by: it is said where another person’s is used.',
        }),
        kind: kind.optional().meta({ description: 'As the caller’s signer unless said.' }),
        until,
      }),
      reply: {
        status: 200,
        description: 'What both sign.',
        schema: z.object({
          signer: signerSchema,
          kind,
          nonce: z.int().min(0).meta({ description: 'Send it back: another signer that was added meanwhile ends it.' }),
          deadline,
          ...toSign,
          newPasskey: assertionOptions.optional().meta({ description: 'As `passkey`, for the new signer.' }),
        }),
      },
      handle: async ({ body, caller }) => {
        const wanted = wantedKind(deps, caller, body.kind);
        requireAddition(state, caller, { kind: SIGNER_KIND[wanted], until: body.until ?? 0 });
        const subject = subjectOf(caller);
        const signer = await newSigner(deps, body, subject);
        requireFresh(state, signer, subject);
        const end = Math.floor(Date.now() / 1000) + ADDING_SECONDS;
        const { nonce } = state.directory.subjects.find(subject);
        const message = addition({ subject, signer, kind: wanted, until: body.until, deadline: end, nonce });
        const { passkey: newPasskey } = await signatures.toSign(signer, 'AddSigner', message);
        const asked = await signatures.toSign(caller.signer, 'AddSigner', message);
        return { signer, kind: wanted, nonce, deadline: end, ...asked, ...(newPasskey ? { newPasskey } : {}) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/me/signers',
      refuses: ['SIGNATURE_INVALID', 'CONFLICT'],
      summary: 'Add the signer that signed, and for which the caller’s signed',
      tag: 'subjects',
      who: ['subject'],
      body: z.strictObject({
        signer: signerSchema,
        kind,
        until,
        nonce: z.int().min(0).max(0xffff_ffff),
        deadline,
        signature: signature.meta({ description: 'Of the new signer.' }),
        by: signature.meta({ description: 'Of the caller’s.' }),
      }),
      reply: {
        status: 201,
        description: 'It signs from now on; the same answer again for the same signer.',
        schema: z.object({ signer: signerSchema, kind, from: seconds, height: inTransaction.height }),
      },
      handle: async ({ body, caller }) => {
        const subject = subjectOf(caller);
        const message = addition({ ...body, subject });
        const isAdded = state.directory.signers.find(body.signer)?.subject === subject;
        const proofs = await proofsOf(deps, caller, message, body);
        if (!isAdded) await add(deps, caller, message, proofs);
        const { from = 0 } = state.directory.signers.find(body.signer) ?? {};
        return { signer: body.signer, kind: body.kind, from, height: state.block.height };
      },
    }),
  ];
}

interface Wanted {
  readonly subject: Pseudonym;
  readonly signer: Signer;
  readonly kind: 'self' | 'guardian';
  readonly until?: number | undefined;
  readonly nonce: number;
  readonly deadline: number;
}

/** It begins at once. */
function addition({ subject, signer, kind, until = 0, nonce, deadline }: Wanted) {
  return { subject, signer, kind: SIGNER_KIND[kind], from: 0, until, nonce, deadline };
}

function wantedKind({ state }: OwnSignerDeps, caller: Caller, said: 'self' | 'guardian' | undefined) {
  if (said !== undefined) return said;
  return state.directory.signers.find(caller.signer)?.kind === SIGNER_KIND.guardian ? 'guardian' : 'self';
}

interface Claim {
  readonly signer?: Signer | undefined;
  readonly registration?: z.infer<typeof registration> | undefined;
  readonly name?: string | undefined;
  readonly listedAs?: string | undefined;
}

async function newSigner({ passkeys }: OwnSignerDeps, claim: Claim, subject: Pseudonym): Promise<Signer> {
  const { signer, registration, name = passkeys.site.name(), listedAs } = claim;
  if ((signer === undefined) === (registration === undefined)) {
    throw new CustosError('INPUT_INVALID', 'Name the signer, or send the registration of a new passkey: one of them.');
  }
  if (registration === undefined) return signer as Signer;
  return passkeys.register(registration, subject, { name, listedAs }, Date.now());
}

type Addition = ReturnType<typeof addition>;
type Signed = z.output<typeof signature>;

async function proofsOf(
  { signatures }: OwnSignerDeps,
  caller: Caller,
  message: Addition,
  { signature: own, by }: { readonly signature: Signed; readonly by: Signed },
) {
  return {
    own: await signatures.check(message.signer, 'AddSigner', message, own),
    by: await signatures.check(caller.signer, 'AddSigner', message, by),
  };
}

async function add(
  { state }: OwnSignerDeps,
  caller: Caller,
  message: Addition,
  { own, by }: Awaited<ReturnType<typeof proofsOf>>,
): Promise<void> {
  requireAddition(state, caller, message);
  requireFresh(state, message.signer, message.subject);
  requireNonce(state.directory.subjects.find(message.subject).nonce, message.nonce);
  const { nonce: _, ...wanted } = message;
  const call = state.calls.consents.addSigner(wanted, own, { signer: caller.signer, signature: by });
  const { block } = await state.send(call);
  await state.reached(block.height);
}

function requireNonce(current: number, signed: number): void {
  if (signed === current) return;
  throw new CustosError(
    'CONFLICT',
    'Another signer was added since this was signed, so it is not added. Ask for the data to sign anew.',
  );
}
