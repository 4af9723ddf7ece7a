import { z } from 'zod';
import type { TermsJson } from '../../core/content.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, GrantId } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import { isWithdrawn } from '../consents/withdrawn-grants.ts';
import { type Route, route } from '../http/route.ts';
import { count, digest, grantId, seconds } from '../http/schemas.ts';
import { signature as signatureSchema } from '../http/webauthn-schemas.ts';
import type { ConsentRecord } from '../ledger/directory-records.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { terms, toSign } from '../replies/consents.ts';

const KEEPING_SECONDS = 3_600;

interface KeptConsentDeps {
  readonly state: LedgerState;
  readonly terms: Pick<GrantTermsStore, 'get'>;
  readonly signatures: Signatures;
}

/** What a patient answers about consents that were recorded from paper before it had a signer of its own. To end one,
 *  it withdraws it. */
export function keptConsentRoutes({ state, terms: kept, signatures }: KeptConsentDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/consents/keeping/prepare',
      refuses: ['NOT_FOUND'],
      summary: 'Get what to sign to keep a grant that was recorded from paper',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ grant: grantId }),
      reply: {
        status: 200,
        description: 'What to sign, and what the id of the grant commits to.',
        schema: z.object({
          terms: terms.meta({ description: 'Compute the id from them and `form`, and sign no other.' }),
          form: digest.meta({ description: 'Digest of the reference of the paper form.' }),
          deadline: seconds.meta({ description: 'Seconds since 1970 UTC until which it can be kept. Send it back.' }),
          ...toSign,
        }),
      },
      handle: async ({ body: { grant }, caller }) => {
        const { subject } = recordedOf(state, caller, grant);
        const deadline = Math.floor(Date.now() / 1000) + KEEPING_SECONDS;
        const asked = await signatures.toSign(caller.signer, 'KeepRecorded', { subject, grant, deadline });
        return { ...openingOf(kept, grant), deadline, ...asked };
      },
    }),
    route({
      method: 'post',
      path: '/v1/consents/keeping',
      refuses: ['NOT_FOUND'],
      summary: 'Keep a grant that was recorded from paper',
      tag: 'consents',
      who: ['subject'],
      body: z.strictObject({ grant: grantId, deadline: seconds, signature: signatureSchema }),
      reply: {
        status: 200,
        description: 'It is kept on chain, and stays until it is withdrawn or over.',
        schema: z.object({ grant: grantId, height: count }),
      },
      handle: async ({ body: { grant, deadline, signature }, caller }) => {
        const { subject, kept } = recordedOf(state, caller, grant);
        if (kept) return { grant, height: state.block.height };
        const message = { subject, grant, deadline };
        const signed = await signatures.check(caller.signer, 'KeepRecorded', message, signature);
        const by = { signer: caller.signer, signature: signed };
        const { block } = await state.send(state.calls.consents.keepRecorded(subject, grant, deadline, by));
        await state.reached(block.height);
        return { grant, height: block.height };
      },
    }),
  ];
}

/** What is signed for unseen could be anything. */
function openingOf(kept: KeptConsentDeps['terms'], grant: GrantId): { terms: TermsJson; form: Digest } {
  const { terms, form } = kept.get(grant) ?? {};
  if (terms !== undefined && form !== undefined) return { terms, form };
  throw new CustosError('CONFLICT', 'The terms of the grant are not kept here any more. Consent anew if you want it.');
}

function recordedOf(state: LedgerState, { subject }: Caller, grant: GrantId): ConsentRecord {
  const record = subject === undefined ? undefined : state.directory.consent(subject, grant);
  if (record === undefined) throw new CustosError('NOT_FOUND', 'You have no such grant here.');
  if (record.kind !== 'recorded') {
    throw new CustosError('CONFLICT', 'The grant was signed, not recorded from paper: there is nothing to keep.');
  }
  if (record.revoked || isWithdrawn(state, record.subject, grant)) {
    throw new CustosError('CONFLICT', 'The grant was withdrawn. Consent anew if you want it.');
  }
  const end = state.directory.asked.get(record.subject)?.until ?? 0;
  if (!record.kept && end !== 0 && end * 1000 < Math.max(Date.now(), state.block.time)) {
    throw new CustosError('CONFLICT', 'The time to keep the grant is over, and it ended. Consent anew if you want it.');
  }
  return record;
}
