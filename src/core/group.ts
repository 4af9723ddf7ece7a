import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat, fromHex, toHex, utf8 } from './bytes.ts';
import { domainHash } from './hash.ts';
import type { Address, Digest, GroupId } from './ids.ts';

/** What opens the label of a group on chain. */
export interface GroupName {
  readonly name: string;
  /** 32 random bytes: they hide the name from everybody who reads the chain alone. */
  readonly salt: Digest;
}

/** With a fresh salt. */
export function newGroupName(name: string): GroupName {
  return { name, salt: toHex(crypto.getRandomValues(new Uint8Array(32))) as Digest };
}

/** H(group, salt ‖ name): all that the chain says of the name. */
export function groupLabel({ name, salt }: GroupName): Digest {
  return toHex(domainHash('group', fromHex(salt, 32), utf8(name))) as Digest;
}

/** Id of a group, as Membership computes it: keccak256(abi.encode(Membership, steward, label)). So a name that opens the
 *  label of an id is that of the group, whoever says it. */
export function groupId(membership: Address, steward: Address, label: Digest): GroupId {
  const word = (address: Address) => concat(new Uint8Array(12), fromHex(address, 20));
  return toHex(keccak_256(concat(word(membership), word(steward), fromHex(label, 32)))) as GroupId;
}
