import type { Consent } from '../client/consent-shape.ts';
import { listConsents } from '../client/consents.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { type GrantId, isDigest, type Pseudonym } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const GRANT: Kind<Consent> = {
  one: 'consent',
  id: ({ grant }) => grant,
  look: `${ownCommand('consent list')} shows what there is.`,
};

/** The consent that goes by an id or a beginning of it, among those that the caller may see. */
export async function grantNamed(gateway: GatewayClient, wanted: string, subject?: Pseudonym): Promise<GrantId> {
  if (isDigest(wanted)) return wanted as string as GrantId;
  return grantAmong(await listConsents(gateway, { subject }), wanted);
}

/** As `grantNamed`, of a list that is at hand. */
export function grantAmong(given: readonly Consent[], wanted: string): GrantId {
  return pick(wanted, given, GRANT).grant;
}
