import { z } from 'zod';
import type { Hex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { RevocationEvidence } from '../../core/evidence.ts';
import type { Address, GrantId, Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import type { TypedDataName, TypedMessage } from '../../core/typed-data.ts';
import type { Signed } from '../auth/passkeys.ts';
import { describeGrant } from '../consents/described-grant.ts';
import { type GrantSources, standingGrants } from '../consents/standing-grants.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, grantId as grantIdSchema, pseudonym } from '../http/schemas.ts';
import { signature as signatureSchema } from '../http/webauthn-schemas.ts';
import type { Revocations } from '../ledger/revocations.ts';
import { requireActing, requireEnrolled, withdrawsFor } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { acknowledgement, toSign } from '../replies/consents.ts';

export interface WithdrawalDeps extends GrantSources {
  readonly revocations: Revocations;
  readonly holder: Address;
  readonly signatures: Signatures;
}

const MAX_REMAINING = 1_000;

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
      handle: async ({ body: { grant, epoch, signature }, caller }) => {
        const subject = withdrawsFor(caller);
        const { consents } = state.calls;
        if (grant !== undefined) {
          const message = { subject, grant: ownGrant(deps, subject, grant) };
          return takeSigned(deps, caller.signer, 'Revoke', message, signature, { grant, scope: 'grant' }, (taken) =>
            consents.revoke(subject, grant, caller.signer, taken),
          );
        }
        if (epoch === undefined)
          throw new CustosError('INPUT_INVALID', 'Name the grant, or the epoch whose grants are all withdrawn.');
        const message = { subject, epoch };
        return takeSigned(deps, caller.signer, 'RevokeAll', message, signature, { scope: 'epoch' }, (taken) => {
          requireEnding(deps, subject, epoch);
          return consents.revokeAll(subject, epoch, { signer: caller.signer, signature: taken });
        });
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/{grant}/withdrawal',
      summary: 'Record a withdrawal made on paper or by telephone: it counts when this answers',
      tag: 'consents',
      who: ['holder'],
      params: z.object({ grant: grantIdSchema }),
      body: z.strictObject({ subject: pseudonym, form: digest }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ params: { grant }, body: { subject, form } }) => {
        requireEnrolled(deps, subject);
        requireActing(state);
        const call = state.calls.consents.revokeRecorded(subject, ownGrant(deps, subject, grant), form);
        return take(deps, { subject, grant, scope: 'grant', call: plain(call) });
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/withdrawal',
      refuses: ['NOT_FOUND'],
      summary: 'Record the withdrawal of all of a patient’s grants: it counts when this answers',
      tag: 'consents',
      who: ['holder'],
      body: z.strictObject({ subject: pseudonym, form: digest }),
      reply: { status: 201, description: 'The receipt: hand it to the patient.', schema: acknowledgement },
      handle: async ({ body: { subject, form } }) => {
        requireEnrolled(deps, subject);
        requireActing(state);
        const call = plain(state.calls.consents.revokeAllRecorded(subject, form));
        return take(deps, { subject, scope: 'epoch', call });
      },
    }),
  ];
}

async function takeSigned<Name extends TypedDataName>(
  deps: WithdrawalDeps,
  signer: Signer,
  name: Name,
  message: TypedMessage<Name> & { readonly subject: Pseudonym },
  signed: Signed,
  what: Pick<RevocationEvidence, 'grant' | 'scope'>,
  callOf: (signature: Hex) => { readonly to: Address; readonly data: Hex },
) {
  const taken = await deps.signatures.checkNarrowing(signer, name, message, signed);
  const call = plain(callOf(taken.signature));
  return take(deps, { subject: message.subject, ...what, call, ...(taken.checked ? {} : { unchecked: true }) });
}

/** The acknowledgement, and what the subject still allows after it. */
async function take(deps: WithdrawalDeps, evidence: Omit<RevocationEvidence, 'v' | 'kind'>) {
  const acknowledged = await deps.revocations.acknowledge(evidence);
  const remaining = standingGrants(deps, evidence.subject).slice(0, MAX_REMAINING);
  return {
    ...acknowledged,
    checked: evidence.unchecked !== true,
    remaining: remaining.map((record) => describeGrant(deps, record)),
  };
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

function plain({ to, data }: { readonly to: Address; readonly data: Hex }): { to: Address; data: Hex } {
  return { to, data };
}
