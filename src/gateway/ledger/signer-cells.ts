import type { Hex } from '../../core/bytes.ts';
import { signerId } from '../../core/signer.ts';
import type { Keccak } from '../../core/trie-root.ts';
import { type StateCell, stateCells } from '../../ledger/state-cells.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Vouched } from '../auth/signed-in.ts';
import type { Directory } from './directory.ts';

const ACTIVE = 1;

/** The slots that a person's standing rests on: its organisation's session key, and the account that named it. */
export function sessionKeyCells(keccak: Keccak, directory: Directory, { member, keyHash }: Vouched): StateCell[] {
  const known = directory.sessionKey(member, keyHash);
  if (!known) return [];
  const { by, until } = known;
  return [
    ...stateCells(keccak, 'membership', '_sessionKeys', [member, keyHash], { by, until }),
    ...stateCells(keccak, 'membership', '_seats', [by], { status: ACTIVE }),
  ];
}

/** The slots that a signer's standing rests on, when it asks for its subject's own data. */
export function signerCells(keccak: Keccak, directory: Directory, signer: Hex): StateCell[] {
  const known = directory.signers.find(signer);
  if (!known) return [];
  const { subject, kind, from, until } = known;
  const word = { kind, from, until, removedAt: 0, leavesAt: 0 };
  const own = stateCells(keccak, 'consents', '_signers', [subject, signerId(signer)], word);
  if (kind !== SIGNER_KIND.guardian) return own;
  return [...own, ...stateCells(keccak, 'consents', '_aloneFrom', [subject], { value: 0 })];
}
