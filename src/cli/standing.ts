import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';

/** Who an account is at a gateway. */
export interface StandingThere {
  readonly roles: readonly string[];
  readonly member?: Address;
  readonly subject?: string;
}

/** Nobody: the account is no member and signs for no patient. */
const NOBODY: StandingThere = { roles: [] };

export async function standingAt(gateway: GatewayClient): Promise<StandingThere> {
  try {
    return await gateway.json<StandingThere>('GET', '/v1/me');
  } catch (error) {
    if (isCustosError(error, 'FORBIDDEN')) return NOBODY;
    throw error;
  }
}

/** FORBIDDEN unless the account signs for a patient: with what to do for who asks. `asHolder` says what a holder does
 *  instead. */
export async function requirePatient(gateway: GatewayClient, asHolder: string): Promise<void> {
  const { roles, subject } = await standingAt(gateway);
  if (subject === undefined) throw new CustosError('FORBIDDEN', noPatient(gateway, roles, asHolder));
}

/** FORBIDDEN for an account that is nobody there, with what to do first. */
export function requireSomebody(gateway: GatewayClient, { roles, subject }: StandingThere): void {
  if (roles.length === 0 && subject === undefined) throw new CustosError('FORBIDDEN', noPatient(gateway, roles, ''));
}

function noPatient({ address, endpoint }: GatewayClient, roles: readonly string[], asHolder: string): string {
  if (roles.includes('holder')) return `${address} is the holder’s account, and signs for no patient. ${asHolder}`;
  if (roles.length > 0) {
    return `${address} acts as ${roles.join(', ')} at ${endpoint}, and signs for no patient. Act with the patient’s own key: --as NAME or --key FILE.`;
  }
  return `${address} signs for no patient at ${endpoint} yet. Bind it first, with the code that the holder hands out: ${ownCommand('subject bind CODE')}.`;
}
