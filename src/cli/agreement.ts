import { stat } from 'node:fs/promises';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listPermits, type Permit } from '../client/permits.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { readGiven } from './given-text.ts';

/** The words of a data use agreement: of the file that is named, else as `readGiven`. Holder and requester come to the same
 *  digest by the same file, whoever names it how. */
export async function readAgreement(given: string): Promise<string> {
  const isFile = await stat(given).then(
    (found) => found.isFile(),
    () => false,
  );
  return readGiven(isFile ? `@${given}` : given);
}

/** The permit. CONFLICT unless it names just this agreement: what is accepted on chain could not be taken back. */
export async function permitNaming(gateway: GatewayClient, permit: number, terms: Digest): Promise<Permit> {
  const permits = await listPermits(gateway);
  const known = permits.find((one) => one.permit === permit);
  if (known === undefined) throw new CustosError('NOT_FOUND', `You have no permit ${permit} here.`);
  if (known.termsDigest === terms) return known;
  throw new CustosError(
    'CONFLICT',
    known.termsDigest === ZERO_DIGEST
      ? `Permit ${permit} names no agreement: there is nothing to accept.`
      : `Permit ${permit} names another agreement than this one (${known.termsDigest}, not ${terms}). Nothing was signed. Ask the holder for the text, to the letter, and compare the line ends.`,
  );
}
