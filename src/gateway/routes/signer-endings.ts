import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import type { TypedMessage } from '../../core/typed-data.ts';
import type { SignerProof } from '../../ledger/abi.ts';
import type { Call } from '../../ledger/calls.ts';
import type { Caller, Role } from '../auth/caller.ts';
import { type Route, route } from '../http/route.ts';
import { signature } from '../http/webauthn-schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { cancelsFor, isWaiting, requireRemoval, signerOf, standingOf, subjectOf } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { toSign } from '../replies/consents.ts';
import { inTransaction } from '../replies/ledger.ts';
import { signerId } from '../replies/signers.ts';

export interface SignerEndingDeps {
  readonly state: LedgerState;
  readonly signatures: Signatures;
}

type Named = 'RemoveSigner' | 'CancelSigner' | 'KeepSigner';

interface Act<Name extends Named> {
  /** The path after /v1/me/signers/. */
  readonly path: string;
  readonly summary: string;
  readonly prepares: string;
  readonly who: readonly Role[];
  readonly name: Name;
  /** What is signed; undefined where it is done already. Throws as the contracts would. */
  readonly message: (caller: Caller, signer: Digest) => TypedMessage<Name> | undefined;
  readonly call: (message: TypedMessage<Name>, by: SignerProof) => Call;
}

/** How a subject's signers are ended, or are not: each act is signed, and counts when the chain has it. */
export function signerEndingRoutes({ state, signatures }: SignerEndingDeps): Route[] {
  const { consents } = state.calls;
  return [
    ...act(state, signatures, {
      path: 'removal',
      summary: 'Remove a signer: it never returns, and takes back for seven days yet',
      prepares: 'Get what to sign to remove a signer',
      who: ['subject'],
      name: 'RemoveSigner',
      message: (caller, signer) => {
        const subject = subjectOf(caller);
        requireRemoval(state, caller, signer);
        return signerOf(state, subject, signer).removedAt === 0 ? { subject, signer } : undefined;
      },
      call: ({ subject, signer }, by) => consents.removeSigner(subject as Pseudonym, signer as Digest, by),
    }),
    ...act(state, signatures, {
      path: 'cancellation',
      summary: 'Cancel a signer that waits to begin, because the person did not ask for it',
      prepares: 'Get what to sign to cancel a signer that waits',
      who: ['withdrawer'],
      name: 'CancelSigner',
      message: (caller, signer) => {
        const subject = cancelsFor(state, caller);
        return isWaiting(state, signerOf(state, subject, signer)) ? { subject, signer } : undefined;
      },
      call: ({ subject, signer }, by) => consents.cancelSigner(subject as Pseudonym, signer as Digest, by),
    }),
    ...act(state, signatures, {
      path: 'keeping',
      summary: 'Keep a signer that was reported stolen and is not: its removal is stopped',
      prepares: 'Get what to sign to keep a signer that leaves',
      who: ['withdrawer'],
      name: 'KeepSigner',
      message: (caller, signer) => {
        const subject = cancelsFor(state, caller);
        const { leavesAt } = requireLeaving(state, subject, signer);
        return leavesAt === 0 ? undefined : { subject, signer, leavesAt };
      },
      call: ({ subject, signer, leavesAt }, by) =>
        consents.keepSigner(subject as Pseudonym, signer as Digest, leavesAt, by),
    }),
  ];
}

function act<Name extends Named>(
  state: LedgerState,
  signatures: Signatures,
  { path, summary, prepares, who, name, message, call }: Act<Name>,
): Route[] {
  return [
    route({
      method: 'post',
      path: `/v1/me/signers/${path}/prepare`,
      refuses: ['NOT_FOUND', 'CONFLICT'],
      summary: prepares,
      tag: 'subjects',
      who,
      body: z.strictObject({ signer: signerId }),
      reply: { status: 200, description: 'What to sign.', schema: z.object(toSign) },
      handle: async ({ body, caller: known }) => {
        const caller = known as Caller;
        const wanted = message(caller, body.signer);
        if (wanted !== undefined) return signatures.toSign(caller.signer, name, wanted);
        throw new CustosError('CONFLICT', 'That is done already: there is nothing to sign.');
      },
    }),
    route({
      method: 'post',
      path: `/v1/me/signers/${path}`,
      refuses: ['NOT_FOUND', 'CONFLICT', 'SIGNATURE_INVALID'],
      summary,
      tag: 'subjects',
      who,
      body: z.strictObject({ signer: signerId, signature }),
      reply: {
        status: 200,
        description: 'It is on chain; the same answer where it was already.',
        schema: z.object({ height: inTransaction.height }),
      },
      handle: async ({ body, caller: known }) => {
        const caller = known as Caller;
        const wanted = message(caller, body.signer);
        if (wanted === undefined) return { height: state.block.height };
        const signed = await signatures.check(caller.signer, name, wanted, body.signature);
        const { block } = await state.send(call(wanted, { signer: caller.signer, signature: signed }));
        await state.reached(block.height);
        return { height: block.height };
      },
    }),
  ];
}

/** CONFLICT for one that ended. One that stands has nothing to be stopped. */
function requireLeaving(state: LedgerState, subject: Pseudonym, signer: Digest) {
  const known = signerOf(state, subject, signer);
  if (standingOf(state, known) !== 'ended') return known;
  throw new CustosError('CONFLICT', 'The signer has ended, and does not return. Add another one.');
}
