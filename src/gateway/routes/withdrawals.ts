import { z } from 'zod';
import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, GrantId, Pseudonym } from '../../core/ids.ts';
import { type Withdrawing, withdrawSigned } from '../consents/withdrawing.ts';
import { type Route, route } from '../http/route.ts';
import { count, formDigest, grantId as grantIdSchema, pseudonym } from '../http/schemas.ts';
import { signature as signatureSchema } from '../http/webauthn-schemas.ts';
import { requireActing, requireEnrolled, withdrawsFor } from '../ledger/rights.ts';
import type { RecordedActs } from '../paper/recorded-acts.ts';
import { withdrawNoted } from '../paper/recorded-withdrawal.ts';
import { recorderOf } from '../paper/recorder.ts';
import { acknowledgement, toSign } from '../replies/consents.ts';

export interface WithdrawalDeps extends Withdrawing {
  readonly holder: Address;
  readonly acts: RecordedActs;
}

/** Everything that only narrows. None of these routes waits for the ledger: what the gateway has seen of it is enough,
 *  and the access log brings the call there. */
export function withdrawalRoutes(deps: WithdrawalDeps): Route[] {
  const { state, signatures } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/consents/revocation/prepare',
      refuses: ['NOT_FOUND'],
      summary: 'Get what to sign to withdraw one grant, or all',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({ grant: grantIdSchema.optional() }),
      reply: {
        status: 200,
        description: 'What to sign.',
        schema: z.object({
          ...toSign,
          epoch: count.optional().meta({ description: 'For all grants: the epoch that ends. Send it back.' }),
        }),
      },
      handle: async ({ body, caller }) => {
        const subject = withdrawsFor(caller);
        if (body.grant !== undefined) {
          return signatures.toSign(caller.signer, 'Revoke', { subject, grant: ownGrant(deps, subject, body.grant) });
        }
        const epoch = state.index.subjects.epochOf(subject);
        return { epoch, ...(await signatures.toSign(caller.signer, 'RevokeAll', { subject, epoch })) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/revocation',
      refuses: ['NOT_FOUND'],
      summary: 'Withdraw one grant, or all: it counts when this answers',
      tag: 'consents',
      who: ['withdrawer'],
      body: z.strictObject({
        grant: grantIdSchema.optional(),
        epoch: z.int().min(0).max(0xffff_ffff).optional(),
        signature: signatureSchema,
      }),
      reply: { status: 201, description: 'The receipt: keep it.', schema: acknowledgement },
      handle: async ({ body: { grant, epoch, signature: signed }, caller }) => {
        const subject = withdrawsFor(caller);
        const { consents } = state.calls;
        if (grant !== undefined) {
          const message = { subject, grant: ownGrant(deps, subject, grant) };
          const what = { grant, scope: 'grant' as const };
          const call = (taken: Hex) => consents.revoke(subject, grant, caller.signer, taken);
          return withdrawSigned(deps, what, { signer: caller.signer, name: 'Revoke', message, signed, call });
        }
        if (epoch === undefined)
          throw new CustosError('INPUT_INVALID', 'Name the grant, or the epoch whose grants are all withdrawn.');
        const message = { subject, epoch };
        const call = (taken: Hex) => {
          requireEnding(deps, subject, epoch);
          return consents.revokeAll(subject, epoch, { signer: caller.signer, signature: taken });
        };
        const act = { signer: caller.signer, name: 'RevokeAll' as const, message, signed, call };
        return withdrawSigned(deps, { scope: 'epoch' }, act);
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/{grant}/withdrawal',
      summary: 'Record a withdrawal made on paper or by telephone: it counts when this answers',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ grant: grantIdSchema }),
      body: z.strictObject({ subject: pseudonym, form: formDigest }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ params: { grant }, body: { subject, form }, caller }) => {
        requireEnrolled(deps, subject);
        requireActing(state);
        const call = state.calls.consents.revokeRecorded(subject, ownGrant(deps, subject, grant), form);
        const act = { subject, what: 'withdrawal' as const, form, grant, by: recorderOf(caller), at: Date.now() };
        return withdrawNoted(deps, act, { subject, grant, scope: 'grant' }, call);
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/withdrawal',
      refuses: ['NOT_FOUND'],
      summary: 'Record the withdrawal of all of a patient’s grants: it counts when this answers',
      tag: 'consents',
      who: ['holder'],
      duties: ['data-manager'],
      body: z.strictObject({ subject: pseudonym, form: formDigest }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ body: { subject, form }, caller }) => {
        requireEnrolled(deps, subject);
        requireActing(state);
        const act = { subject, what: 'withdrawal' as const, form, by: recorderOf(caller), at: Date.now() };
        const call = state.calls.consents.revokeAllRecorded(subject, form);
        return withdrawNoted(deps, act, { subject, scope: 'epoch' }, call);
      },
    }),
  ];
}

/** A grant that stands, or one whose terms are kept because it is on its way to the chain. */
function ownGrant({ state, terms }: WithdrawalDeps, subject: Pseudonym, grant: GrantId): GrantId {
  const isOnChain = state.directory.consent(subject, grant) !== undefined;
  if (isOnChain || terms.get(grant)?.subject === subject) return grant;
  throw new CustosError('NOT_FOUND', 'The subject has no such grant here.');
}

/** That the epoch has begun, and that its end is the end of all that the chain has of the subject's grants: of an older
 *  one, nothing given since would be withdrawn. */
function requireEnding(deps: WithdrawalDeps, subject: Pseudonym, epoch: number): void {
  const current = deps.state.index.subjects.epochOf(subject);
  if (epoch > current) {
    throw new CustosError(
      'INPUT_INVALID',
      'What was signed ends consents that were not given yet. Ask for the data to sign anew.',
    );
  }
  const given = deps.state.directory.consents.get(subject) ?? [];
  if (epoch === current || given.every(({ revoked }) => revoked)) return;
  throw new CustosError(
    'CONFLICT',
    'What was signed ends earlier consents, and not what was consented to since: nothing was withdrawn. Ask for the data to sign anew.',
  );
}
