import { type ErrorDescription, Interface } from 'ethers';
import { CustosError } from '../core/errors.ts';
import { ABI, type ContractErrorName } from './abi.ts';
import { plainValue } from './plain.ts';
import { REJECTION_WORDS } from './rejection-words.ts';
import { roleNames } from './words.ts';

const ERRORS = new Interface([
  ...new Set(Object.values(ABI).flatMap((lines) => lines.filter((line) => line.startsWith('error ')))),
]);

/** LEDGER_REJECTED with `details.error` (name of the custom error, or `Error`, `Panic`, `Unknown`) and
 *  `details.args` (its facts as text). */
export function rejectionOf(data: string): CustosError {
  const parsed = parse(data);
  if (!parsed) {
    const bare = data === '0x';
    const message = bare
      ? 'The ledger refused this without a reason.'
      : 'The ledger refused this, for a reason that this version does not know.';
    return rejected(message, 'Unknown', [data.slice(0, 138)]);
  }
  const values = parsed.fragment.inputs.map((type, i) => plainValue(type, parsed.args[i]));
  return rejected(sentence(parsed.name, values), parsed.name, values.map(String));
}

function rejected(message: string, error: string, args: readonly string[]): CustosError {
  return new CustosError('LEDGER_REJECTED', message, { details: { error, args } });
}

function parse(data: string): ErrorDescription | null {
  try {
    return ERRORS.parseError(data);
  } catch {
    return null; // a known selector with broken facts behind it
  }
}

function sentence(name: string, values: readonly unknown[]): string {
  if (name === 'MembershipRoleMissing' && typeof values[1] === 'number') {
    return `The member lacks the role that this needs: ${roleNames(values[1]).join(' or ')}.`;
  }
  if (name === 'MembershipPolicyInvalid')
    return `The policy’s ${values[0]} is shorter or longer than the ledger takes.`;
  if (name in REJECTION_WORDS) return REJECTION_WORDS[name as ContractErrorName];
  if (name === 'Error') return `The ledger refused: ${String(values[0]).slice(0, 200)}.`;
  return 'The ledger could not do this: a number is out of its range, or the contracts are at fault.';
}
