import { z } from 'zod';
import type { AssertionJson } from '../../core/webauthn-json.ts';
import { hex } from './schemas.ts';

/** What browsers give of passkeys; members that a browser adds are passed over. */
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'must be base64url without padding');
/** CTAP2 §6.1: at most 1,023 bytes. */
const credentialId = base64url(1_364);
const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};
const transports = z.array(z.string().max(32)).max(16).optional();

export const assertion = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(2_732),
      authenticatorData: base64url(1_368),
      signature: base64url(128),
      userHandle: z
        .string()
        .max(128)
        .nullish()
        .transform((handle) => handle ?? undefined),
    }),
  })
  .transform((value): AssertionJson => value)
  .meta({
    id: 'Assertion',
    description: 'What `navigator.credentials.get` gave: `credential.toJSON()` (WebAuthn).',
  });

export const registration = z
  .object({
    ...credential,
    response: z.object({ clientDataJSON: base64url(2_732), attestationObject: base64url(16_384), transports }),
  })
  .meta({
    id: 'Registration',
    description: 'What `navigator.credentials.create` gave: `credential.toJSON()` (WebAuthn).',
  });

/** A signature by whatever signs for a subject. */
export const signature = z.union([hex(8192), assertion]).meta({
  description: 'Of an account, 65 bytes r, s, v in hex, or what a smart account takes. Of a passkey, its Assertion.',
});

const listed = z.array(z.object({ id: z.string(), type: z.literal('public-key'), transports }));

export const assertionOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.literal('required'),
    allowCredentials: listed,
  })
  .meta({
    id: 'AssertionOptions',
    description: 'For `PublicKeyCredential.parseRequestOptionsFromJSON` and `navigator.credentials.get`.',
  });

export const creationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    attestation: z.literal('none'),
    authenticatorSelection: z.object({ residentKey: z.literal('required'), userVerification: z.literal('required') }),
    excludeCredentials: listed,
  })
  .meta({
    id: 'CreationOptions',
    description: 'For `PublicKeyCredential.parseCreationOptionsFromJSON` and `navigator.credentials.create`.',
  });
