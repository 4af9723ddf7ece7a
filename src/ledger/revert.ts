import { type ErrorDescription, Interface } from 'ethers';
import { CustosError } from '../core/errors.ts';
import { ABI, type ContractErrorName } from './abi.ts';
import { plainValue } from './plain.ts';
import { roleNames } from './words.ts';

const ERRORS = new Interface([
  ...new Set(Object.values(ABI).flatMap((lines) => lines.filter((line) => line.startsWith('error ')))),
]);

/** What errors mean that end users meet often. The others say their name in words. */
const SENTENCES: Partial<Record<ContractErrorName, string>> = {
  MembershipInactive: 'The account is not an active member of the consortium.',
  MembershipRoleMissing: 'The member lacks the role that this needs',
  MembershipAccountTaken: 'The account was used before; each account is used once, for ever.',
  MembershipUnknown: 'There is no such member.',
  AccessControlUnauthorizedAccount: 'Only the administrator of the consortium may do this.',
  ConsentRegistryGranted: 'The grant was given already.',
  ConsentRegistryRevoked: 'The grant was revoked and cannot be given again.',
  SubjectRegistryExists: 'The pseudonym is enrolled already.',
  SubjectRegistryUnknown: 'There is no such subject on the ledger.',
  SubjectRegistryErased: 'The subject was erased.',
  SubjectRegistryNotHolder: 'The caller is neither the holder of the subject nor its gateway.',
  SubjectRegistryExpired: 'The signature came after its deadline: sign again.',
  SubjectRegistrySignerTaken: 'The signer belongs to another subject: use a fresh one.',
  SubjectRegistrySignerUnfit: 'The signer does not stand for the subject now.',
  SubjectRegistrySignatureInvalid: 'The signature does not fit the signer and what was to be signed.',
  SubjectRegistryBound: 'The subject has a signer of its own, which alone can do this.',
  DatasetRegistryNotHolder: 'The caller is neither the holder of the dataset nor its gateway.',
  DatasetRegistryUnknown: 'There is no such dataset or version on the ledger.',
  DatasetRegistryRetired: 'The dataset was retired.',
  DatasetRegistrySuperseded: 'The version was superseded.',
  PermitRegistryUnknown: 'There is no such permit on the ledger.',
  PermitRegistryNotHolder: 'The caller is neither the holder of the dataset nor its gateway.',
  PermitRegistryRevoked: 'The permit was revoked.',
  PermitRegistryRequesterUnfit: 'The requester is not an active member with the role that the permit needs.',
  PermitRegistryNotParty: 'The caller has no part in the permit.',
  PermitRegistryAlreadyDone: 'This was done before.',
  AccessLogUnknown: 'There is no such log on the ledger.',
  AccessLogNotHolder: 'The log belongs to another holder.',
  AccessLogSizeInvalid: 'The size does not follow the last one of the log.',
};

/** LEDGER_REJECTED with `details.error` (name of the custom error, or `Error`, `Panic`, `Unknown`) and
 *  `details.args` (its facts as text). */
export function rejectionOf(data: string): CustosError {
  const parsed = parse(data);
  if (!parsed) {
    const bare = data === '0x';
    const message = bare ? 'The contract refused the call without a reason.' : 'The contract refused the call.';
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
  const known = SENTENCES[name as ContractErrorName];
  if (known !== undefined) return known;
  if (name === 'Error') return `The ledger refused: ${String(values[0]).slice(0, 200)}.`;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^(membership|subject registry|consent registry|dataset registry|permit registry|access log) /, '$1: ');
  return `The ledger refused (${words}).`;
}
