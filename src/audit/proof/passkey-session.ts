import { type Assertion, sessionChallenge } from '../../core/assertion.ts';
import { assertionFault, isSigned, originFault, type PasskeySigner } from '../../core/assertion-fault.ts';
import { fromHex } from '../../core/bytes.ts';
import { ifReadable } from '../../core/errors.ts';
import type { SessionProof } from '../../core/evidence.ts';
import { parseSigner } from '../../core/signer.ts';
import type { OpenedSession, SessionTarget } from './opened-session.ts';

type PasskeyProof = Extract<SessionProof, { readonly type: 'passkey' }>;

/** Checks a session that a passkey opened, but for whose the passkey was. */
export function openedByPasskey(proof: PasskeyProof, target: SessionTarget): OpenedSession {
  const passkey = ifReadable(() => parseSigner(proof.signer));
  if (passkey?.type !== 'passkey') return invalid('the signer that it names is no passkey');
  const reason = faultOf(proof, passkey, target);
  return reason === undefined ? { kind: 'opened', signer: proof.signer, jkt: proof.jkt } : invalid(reason);
}

function faultOf(proof: PasskeyProof, passkey: PasskeySigner, target: SessionTarget): string | undefined {
  const { ledger, gateway, endpoints, time, skew } = target;
  const { nonce, jkt, expires, clientDataJSON } = proof;
  const challenge = ifReadable(() => sessionChallenge({ ledger, gateway, nonce, jkt, expires }));
  if (challenge === undefined) return 'it names no key';
  const assertion: Assertion = {
    authenticatorData: fromHex(proof.authenticatorData),
    clientDataJSON,
    signature: fromHex(proof.signature),
  };
  const fault = assertionFault(assertion, passkey, challenge);
  if (fault !== undefined) return fault;
  const origins = [...endpoints].filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
  if (time - skew > expires) return 'it had expired';
  return originFault(assertion, origins) ?? (isSigned(assertion, passkey) ? undefined : 'the passkey did not sign it');
}

function invalid(reason: string): OpenedSession {
  return { kind: 'invalid', reason };
}
