import { z } from 'zod';
import type { Address } from '../../core/ids.ts';
import type { Call } from '../../ledger/calls.ts';
import { STAGE } from '../../ledger/words.ts';
import { type Route, route } from '../http/route.ts';
import { formDigest, pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { isWaiting, requireEnrolled, requireGuardian, requireStage, signerOf } from '../ledger/rights.ts';
import { widened, widenedChoices } from '../replies/choices.ts';
import { inTransaction } from '../replies/ledger.ts';
import { type DescribedSigners, describeSigners, ownSigner, signerId } from '../replies/signers.ts';

export interface SubjectSignerDeps extends DescribedSigners {
  readonly holder: Address;
}

const params = z.object({ subject: pseudonym });
const ofSigner = z.object({ subject: pseudonym, signer: signerId });
const form = formDigest.meta({ description: 'Digest of the reason’s reference.' });

/** What the holder does about its patients' signers: all of it stands on chain, under the digest of a reason. */
export function subjectSignerRoutes(deps: SubjectSignerDeps): Route[] {
  const { state } = deps;
  const { consents } = state.calls;
  return [
    route({
      method: 'get',
      path: '/v1/subjects/{subject}/signers',
      summary: 'What signs for a patient: accounts and passkeys, guardians’ included',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      reply: {
        status: 200,
        description: 'In the order in which they were bound, with those that ended.',
        schema: z.object({ signers: z.array(ownSigner) }),
      },
      handle: async ({ params: { subject } }) => {
        requireEnrolled(deps, subject);
        return { signers: await describeSigners(deps, subject, { isNamed: true }) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/stage',
      refuses: ['CONFLICT'],
      summary: 'Say who acts for a young person: a guardian, both, or itself; forwards only',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ stage: z.enum(['guardian', 'both', 'self']), form }),
      reply: { status: 200, description: 'It is on chain.', schema: widenedChoices },
      handle: async ({ params: { subject }, body }) => {
        requireEnrolled(deps, subject);
        requireStage(state, subject, STAGE[body.stage]);
        return widened(state, consents.setStage(subject, STAGE[body.stage], body.form), subject);
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/signers/{signer}/end',
      refuses: ['CONFLICT'],
      summary: 'End a guardian now: at majority, by a court’s order',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: ofSigner,
      body: z.strictObject({ form }),
      reply: {
        status: 200,
        description:
          'It is on chain. For seven days the guardian still takes back, and stops what the holder announces.',
        schema: z.object(inTransaction),
      },
      handle: async ({ params: { subject, signer }, body }) => {
        requireEnrolled(deps, subject);
        requireGuardian(state, subject, signer);
        return sent(state, consents.endGuardianRecorded(subject, signer, body.form));
      },
    }),
    route({
      method: 'post',
      path: '/v1/subjects/{subject}/signers/{signer}/cancellation',
      refuses: ['CONFLICT'],
      summary: 'Cancel a signer that waits to begin, because it was bound in error',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: ofSigner,
      body: z.strictObject({}),
      reply: {
        status: 200,
        description: 'It is on chain; the same answer where it was already.',
        schema: z.object({ height: inTransaction.height }),
      },
      handle: async ({ params: { subject, signer } }) => {
        requireEnrolled(deps, subject);
        if (!isWaiting(state, signerOf(state, subject, signer))) return { height: state.block.height };
        const { height } = await sent(state, consents.cancelSignerRecorded(subject, signer));
        return { height };
      },
    }),
  ];
}

async function sent(state: LedgerState, call: Call) {
  const { block, transaction } = await state.send(call);
  await state.reached(block.height);
  return { transaction, height: block.height };
}
