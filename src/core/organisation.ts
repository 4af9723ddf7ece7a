import { fromHex, toHex, utf8 } from './bytes.ts';
import { domainHash } from './hash.ts';
import { type Address, type Digest, ZERO_DIGEST } from './ids.ts';

/** What opens the commitment of a member's organisation on chain. */
export interface OrganisationName {
  readonly name: string;
  /** 32 random bytes: they hide the name from everybody who reads the chain alone. */
  readonly salt: Digest;
}

/** Opens it for a member. */
export interface OrganisationOpening extends OrganisationName {
  readonly identity: Address;
}

/** H(organisation, salt ‖ name): all that the chain says of the name. */
export function organisationCommitment({ name, salt }: OrganisationName): Digest {
  return toHex(domainHash('organisation', fromHex(salt, 32), utf8(name))) as Digest;
}

/** With a fresh salt. */
export function newOrganisation(name: string): OrganisationName {
  return { name, salt: toHex(crypto.getRandomValues(new Uint8Array(32))) as Digest };
}

/** Whether a name is what a member's commitment says. A member without one has none. */
export function opensOrganisation(commitment: Digest, opening: OrganisationName): boolean {
  return commitment !== ZERO_DIGEST && organisationCommitment(opening) === commitment;
}
