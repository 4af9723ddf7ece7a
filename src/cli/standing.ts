import type { GatewayClient } from '../client/gateway-client.ts';
import { type Standing, standingAt } from '../client/standing.ts';
import { CustosError } from '../core/errors.ts';
import { roleWords } from '../core/role-words.ts';
import { ownCommand } from './own-command.ts';

/** Who the account is, which signs for a patient, or may withdraw for one; FORBIDDEN for any other: with what to do, for whoever asks. `asHolder`
 *  says what a holder does instead. */
export async function requirePatient(
  gateway: GatewayClient,
  asHolder: string,
  to: 'subject' | 'withdraws' = 'subject',
): Promise<Standing> {
  const standing = await standingAt(gateway);
  if (standing[to] !== undefined) return standing;
  throw new CustosError('FORBIDDEN', noPatient(gateway, standing.roles, asHolder));
}

/** FORBIDDEN for an account that is nobody there, with what to do first. */
export function requireSomebody(gateway: GatewayClient, { roles, subject }: Standing): void {
  if (roles.length === 0 && subject === undefined) throw new CustosError('FORBIDDEN', noPatient(gateway, roles, ''));
}

function noPatient({ address, endpoint }: GatewayClient, roles: readonly string[], asHolder: string): string {
  if (roles.includes('withdrawer')) {
    return `${address} signs for its patient no more: it was removed or has run out, and only withdraws for some days yet (${ownCommand('consent revoke --all')}).`;
  }
  if (roles.includes('holder')) return `${address} is the holder’s account, and signs for no patient. ${asHolder}`;
  if (roles.length > 0) {
    return `${address} is ${roleWords(roles)} at ${endpoint}, and signs for no patient. Act with the patient’s own key: --as NAME or --key FILE.`;
  }
  return `${address} signs for no patient at ${endpoint} yet. Bind it first, with the code that the holder hands out: ${ownCommand('subject bind CODE')}.`;
}
