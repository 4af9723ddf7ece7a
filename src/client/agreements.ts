import { utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError, ifReadable } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import { bytesOf } from './answer-body.ts';
import { agreementDigest } from './digests.ts';
import type { GatewayClient } from './gateway-client.ts';

const MAX_BYTES = 1024 * 1024;

/** The text of the data use agreement that a permit names by its `termsDigest`. PROOF_INVALID where the gateway gives another
 *  one than the digest's: nothing of it may be shown. NOT_FOUND where the gateway does not keep it, or no permit of the
 *  caller's names it. */
export async function readAgreement(gateway: GatewayClient, agreement: Digest): Promise<string> {
  const response = await gateway.fetch('GET', `/v1/agreements/${agreement}`);
  // What is no UTF-8 was hashed by nobody.
  const bytes = await bytesOf(response, { maxBytes: MAX_BYTES });
  const text = ifReadable(() => utf8Decode(bytes));
  if (text !== undefined && agreementDigest(text) === agreement) return text;
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway gave another text than the one of this agreement’s digest. It is not shown. Ask the holder, and tell an auditor.',
  );
}

/** Hands the text to the gateway, as the holder, and gives its digest, which the permit then names: the requester reads there
 *  what it accepts. */
export async function keepAgreement(gateway: GatewayClient, text: string): Promise<Digest> {
  const digest = agreementDigest(text);
  const bytes = { type: 'application/octet-stream', body: utf8(text) };
  await gateway.json('PUT', `/v1/agreements/${digest}`, { bytes });
  return digest;
}
