import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import { identificationDigest } from '../../core/identification.ts';
import { accountOf } from '../../core/signer.ts';
import { actorOf } from '../auth/actor.ts';
import type { Bindings, ListedBinding, WaitingBinding } from '../holder/bindings.ts';
import { nextPage, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { address, digest, pseudonym, seconds, signer as signerSchema } from '../http/schemas.ts';
import { signature } from '../http/webauthn-schemas.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { acted, statement } from '../replies/bindings.ts';
import { typedData } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { signerId } from '../replies/signers.ts';

export interface BindingRouteDeps {
  readonly bindings: Bindings;
  readonly signatures: Signatures;
}

const MAX_REASON = 500;
const PAGE = 1_000;

const params = z.object({ binding: digest });
const waiting = z.object({
  binding: digest.meta({ description: 'EIP-712 digest that is signed.' }),
  signer: signerSchema,
  until: seconds.meta({ description: 'Last second of a guardian, as the ledger will have it; 0 for none.' }),
  identification: digest.meta({ description: 'Digest of the statement.' }),
  deadline: seconds.meta({ description: 'Last second at which it can be bound.' }),
  statement,
  typedData,
  refusal: acted
    .extend({ reason: z.string() })
    .optional()
    .meta({ description: 'Who did not agree, and why; shown to the holder alone.' }),
});
const bound = z.object({
  signer: signerId,
  subject: pseudonym,
  statement,
  identification: digest.meta({ description: 'Digest of the statement: compare it with the one on chain.' }),
  countersigned: acted
    .extend({ account: address })
    .optional()
    .meta({ description: 'The second member, where one signed.' }),
  transaction: inTransaction.transaction.optional(),
  height: inTransaction.height.optional(),
});

/** How signers came to be bound, and those that a second member looks at first. */
export function bindingRoutes({ bindings, signatures }: BindingRouteDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/bindings',
      summary:
        'How the signers of patients came to be bound: how each person was identified, by whom, who countersigned',
      tag: 'subjects',
      who: ['holder', 'auditor'],
      duties: ['data-manager', 'auditor'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'About 1,000, in the order of the ledger; `next` goes on. Of erased patients there is none.',
        schema: z.object({ bindings: z.array(bound), ...nextPage }),
      },
      handle: async ({ query: { from = 0 } }) => {
        const { listed, ...next } = await bindings.page(from, PAGE);
        return { bindings: listed.map(described), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/bindings/waiting',
      summary: 'Bindings that wait for the signature of a second member',
      tag: 'subjects',
      who: ['member'],
      reply: {
        status: 200,
        description: 'What another organisation than the holder’s signs, or refuses.',
        schema: z.object({ bindings: z.array(waiting) }),
      },
      handle: async ({ caller }) => {
        const listed = await bindings.waiting(caller.roles.has('holder'));
        return { bindings: await Promise.all(listed.map((one) => describedWaiting(signatures, one))) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/bindings/{binding}/countersignature',
      refuses: ['CONFLICT'],
      summary: 'Countersign a binding, as another organisation than the holder’s: it is bound',
      tag: 'subjects',
      who: ['member'],
      params,
      body: z.strictObject({ signature }),
      reply: {
        status: 201,
        description: 'It is on chain; the same answer again for the same member.',
        schema: z.object({ subject: pseudonym, ...inTransaction }),
      },
      handle: async ({ params: { binding }, body, caller }) => {
        const account = accountOf(caller.signer);
        if (account === undefined) throw new CustosError('FORBIDDEN', 'Countersign with the account of a member.');
        return bindings.countersign(binding, account, actorOf(caller), body.signature);
      },
    }),
    route({
      method: 'post',
      path: '/v1/bindings/{binding}/refusal',
      summary: 'Refuse to countersign a binding, with the reason that the holder and the person read',
      tag: 'subjects',
      who: ['member'],
      params,
      body: z.strictObject({ reason: z.string().trim().min(1).max(MAX_REASON) }),
      reply: { status: 200, description: 'Its code binds nobody any more.', schema: z.object({ binding: digest }) },
      handle: async ({ params: { binding }, body, caller }) => {
        await bindings.refuse(binding, actorOf(caller), body.reason);
        return { binding };
      },
    }),
  ];
}

function described({ signer, subject, statement: said, countersignature, bound: at }: ListedBinding) {
  return {
    signer,
    subject,
    statement: said,
    identification: identificationDigest(said),
    ...(countersignature === undefined ? {} : { countersigned: withoutSignature(countersignature) }),
    ...(at ?? {}),
  };
}

function withoutSignature({ signature: _, ...rest }: NonNullable<ListedBinding['countersignature']>) {
  return rest;
}

async function describedWaiting(
  signatures: Signatures,
  { binding, message, statement: said, refusal }: WaitingBinding,
) {
  const { signer, until, identification, deadline } = message;
  return {
    binding,
    signer,
    until,
    identification,
    deadline,
    statement: said,
    typedData: signatures.payloadOf('BindSigner', message),
    ...(refusal === undefined ? {} : { refusal }),
  };
}
