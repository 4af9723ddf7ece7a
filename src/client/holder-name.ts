import type { Digest } from '../core/ids.ts';
import type { OrganisationName } from '../core/organisation.ts';
import { digest, members, optional } from '../core/shape.ts';
import { answerOf, anyText, type ShapeOf } from './answers.ts';
import { GatewayClient } from './gateway-client.ts';

const NAME: ShapeOf<{ name: string; salt: Digest }> = { name: anyText, salt: digest };
const LEDGER: ShapeOf<{ organisation?: OrganisationName }> = { organisation: optional(members(NAME, 'organisation')) };

/** What a gateway says that its holder is called, with what opens the ledger's digest of it (`opensOrganisation`); undefined
 *  where it does not say. Nobody signs in for it, and nothing is pinned. */
export async function holderName(endpoint: string): Promise<OrganisationName | undefined> {
  const { organisation } = await answerOf(new GatewayClient({ endpoint }), ['GET', '/v1/ledger'], LEDGER);
  return organisation;
}
