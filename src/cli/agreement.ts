import { readAgreement as readKeptAgreement } from '../client/agreements.ts';
import { agreementDigest } from '../client/digests.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listPermits, type Permit } from '../client/permits.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Digest, ZERO_DIGEST } from '../core/ids.ts';
import { readGiven } from './given-text.ts';
import { ownCommand } from './own-command.ts';

/** The words of a data use agreement, of the file that is named: `FILE` or `@FILE`, or `-` for standard input. Never the argument
 *  itself, since a mistyped path would be signed as the agreement. Holder and requester come to the same digest by the same
 *  file, whoever names it how. INPUT_INVALID where it cannot be read. */
export function readAgreement(given: string): Promise<string> {
  return readGiven(given === '-' || given.startsWith('@') ? given : `@${given}`);
}

/** The words, which others can be shown. INPUT_INVALID for what was no text in UTF-8, such as a PDF: its digest would be that of
 *  something that nobody has. */
export function requireWords(agreement: string): string {
  if (!/[\0\ufffd]/.test(agreement)) return agreement;
  throw new CustosError(
    'INPUT_INVALID',
    '--agreement: that is no text in UTF-8 (a PDF, perhaps). Give the agreement as text, so that the requester can be shown what it accepts.',
  );
}

/** The permit and the words of its agreement: those that are given, else those that the gateway keeps. CONFLICT where it names
 *  none, or another one than is given: what is accepted on chain could not be taken back. NOT_FOUND where the gateway
 *  does not keep it. */
export async function agreementOf(
  gateway: GatewayClient,
  permit: number,
  given: string | undefined,
): Promise<{ readonly known: Permit; readonly agreement: string }> {
  const known = await permitNaming(gateway, permit);
  const { termsDigest } = known;
  if (given === undefined) return { known, agreement: await keptAgreement(gateway, termsDigest) };
  if (agreementDigest(given) === termsDigest) return { known, agreement: given };
  throw new CustosError(
    'CONFLICT',
    `Permit ${permit} names another agreement than this one (${termsDigest}, not ${agreementDigest(given)}). Nothing was signed. ${ownCommand(`permit agreement ${permit}`)} shows the one that it names, where the gateway keeps it; else ask the holder for it, to the letter, and compare the line ends.`,
  );
}

/** NOT_FOUND where the caller sees none of that number. */
export async function permitNumbered(gateway: GatewayClient, permit: number): Promise<Permit> {
  const known = (await listPermits(gateway)).find((one) => one.permit === permit);
  if (known !== undefined) return known;
  throw new CustosError('NOT_FOUND', `You have no permit ${permit} here. ${ownCommand('permit list')} shows yours.`);
}

async function permitNaming(gateway: GatewayClient, permit: number): Promise<Permit> {
  const known = await permitNumbered(gateway, permit);
  if (known.termsDigest !== ZERO_DIGEST) return known;
  throw new CustosError('CONFLICT', `Permit ${permit} names no agreement: there is nothing to accept.`);
}

async function keptAgreement(gateway: GatewayClient, digest: Digest): Promise<string> {
  try {
    return await readKeptAgreement(gateway, digest);
  } catch (error) {
    if (!isCustosError(error, 'NOT_FOUND')) throw error;
    throw new CustosError(
      'NOT_FOUND',
      'The gateway does not keep the text of this agreement. Ask the holder for it, to the letter, and give it with --agreement FILE.',
      { cause: error },
    );
  }
}
