import { explainAccess } from '../client/access.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { codeLabel } from '../core/purpose-names.ts';
import { MODIFIERS } from '../core/purpose-table.ts';
import type { AccessRequest, Facts } from '../core/request.ts';
import { type RequestOptions, requestWords } from './access-request.ts';
import { ownCommand, shellWord } from './own-command.ts';

/** The option by which each fact is declared as conditions ask for it. */
const DECLARED_BY: Partial<Readonly<Record<keyof Facts, string>>> = {
  commercial: '--no-commercial',
  notForProfitOrganisation: '--not-for-profit',
  ethicsApproval: '--ethics-approval REFERENCE',
  aiTraining: '--no-ai-training',
  publishes: '--publishes',
  country: '--country CODE',
  disease: '--disease ID',
  usesUntil: '--uses-until DATE',
};

/** Codes of conditions that the request does not declare, by the gateway's word. None where it does not say. */
export async function undeclaredAt(gateway: GatewayClient, request: AccessRequest): Promise<readonly string[]> {
  try {
    return (await explainAccess(gateway, request)).undeclared ?? [];
  } catch (error) {
    // It is beside what was asked for: that it cannot be had is no failure of that.
    if (isCustosError(error)) return [];
    throw error;
  }
}

/** Sentences on conditions that a request does not declare, with the options that declare them. */
export function undeclaredWords(undeclared: readonly string[], facts: Facts): string[] {
  if (undeclared.length === 0) return [];
  const labels = undeclared.map(codeLabel).join('; ');
  return [
    `The permit attests it, and the request does not declare it, so that what asks for it does not count: ${labels}.`,
    ...declaredBy(undeclared, facts),
  ];
}

/** The options that declare what is not declared yet; nothing where this command line has none for it. */
export function declaredBy(undeclared: readonly string[], facts: Facts): string[] {
  const missing = undeclared.flatMap(factsOf).filter((fact) => facts[fact] === undefined);
  const options = new Set(missing.flatMap((fact) => DECLARED_BY[fact] ?? []));
  return options.size === 0 ? [] : [`If it is so, declare it with ${[...options].join(', ')}.`];
}

/** The command that explains the request of another one, as it is typed. */
export function explainCommand(dataset: string, options: RequestOptions): string {
  return ownCommand(`explain ${shellWord(dataset)} ${requestWords(options)}`);
}

/** A refusal with what was left undeclared, if it may be why; any other error as it is. */
export async function withUndeclared(
  error: unknown,
  gateway: GatewayClient,
  request: AccessRequest,
  explain: string,
): Promise<unknown> {
  if (!isCustosError(error, 'ACCESS_REFUSED')) return error;
  const undeclared = await undeclaredAt(gateway, request);
  if (undeclared.length === 0) return error;
  const { code, message, details } = error;
  // This one names them itself.
  const isNamed = details['reason'] === 'purpose-needs-review';
  const more = (isNamed ? declaredBy : undeclaredWords)(undeclared, request.facts);
  const words = [message, ...more, `${explain} says more.`];
  return new CustosError(code, words.join('\n'), { cause: error, details: { ...details, undeclared } });
}

function factsOf(code: string): readonly (keyof Facts)[] {
  return code === 'DS' ? ['disease'] : (MODIFIERS.find((one) => one.code === code)?.facts ?? []);
}
