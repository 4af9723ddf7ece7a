import { CustosError } from '../../core/errors.ts';
import type { RevocationEvidence } from '../../core/evidence.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import type { TypedDataName, TypedMessage } from '../../core/typed-data.ts';
import type { Call } from '../../ledger/calls.ts';
import type { Signed } from '../auth/passkeys.ts';
import type { Revocations } from '../ledger/revocations.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import { describeGrant } from './described-grant.ts';
import { type GrantSources, standingGrants } from './standing-grants.ts';

export interface Withdrawing extends GrantSources {
  readonly revocations: Revocations;
  readonly signatures: Signatures;
}

/** A narrowing act as its signer signed it. */
export interface SignedAct<Name extends TypedDataName> {
  readonly signer: Signer;
  readonly name: Name;
  readonly message: TypedMessage<Name> & { readonly subject: Pseudonym };
  readonly signed: Signed;
  /** The call with the signature in the form that the contracts take. */
  readonly call: (signature: Awaited<ReturnType<Signatures['check']>>) => Call;
}

const MAX_REMAINING = 1_000;

/** Checks a signed act, and acknowledges it. SIGNATURE_INVALID. */
export async function withdrawSigned<Name extends TypedDataName>(
  deps: Withdrawing,
  what: Pick<RevocationEvidence, 'grant' | 'scope'>,
  { signer, name, message, signed, call }: SignedAct<Name>,
) {
  const { signature, checked } = await deps.signatures.checkNarrowing(signer, name, message, signed);
  return withdraw(deps, { subject: message.subject, ...what }, call(signature), checked);
}

/** Acknowledges an act whose call will hold on chain, and says what the subject still allows after it. `checked`: false
 *  where only the ledger can tell whether it will. */
export async function withdraw(
  deps: Omit<Withdrawing, 'signatures'>,
  what: Pick<RevocationEvidence, 'subject' | 'grant' | 'scope'>,
  { to, data }: Call,
  checked = true,
) {
  const unchecked = checked ? {} : { unchecked: true as const };
  const acknowledged = await deps.revocations.acknowledge({ ...what, call: { to, data }, ...unchecked });
  const remaining = standingGrants(deps, what.subject).slice(0, MAX_REMAINING);
  return { ...acknowledged, checked, remaining: remaining.map((record) => describeGrant(deps, record)) };
}

/** CONFLICT where what was signed is of a turn that is over, INPUT_INVALID where of one that has not begun: either would
 *  end nothing. */
export function requireTurn(signed: number, current: number): void {
  if (signed === current) return;
  throw new CustosError(
    signed > current ? 'INPUT_INVALID' : 'CONFLICT',
    'What was signed is not of now, and would change nothing. Ask for the data to sign anew.',
  );
}
