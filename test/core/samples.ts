import type { Hex } from '../../src/core/bytes.ts';
import type { TypedDataName, TypedMessage } from '../../src/core/typed-data.ts';

/** One byte, repeated. */
export function hexOf(byte: string, length: number): Hex {
  return `0x${byte.repeat(length)}`;
}

export const TERMS: TypedMessage<'Terms'> = {
  salt: hexOf('81', 32),
  notice: hexOf('82', 32),
  grantee: `0x${'00'.repeat(12)}${'cc'.repeat(20)}`,
  scope: hexOf('20', 32),
  purposes: (1n << 33n) | (1n << 48n) | 2n,
  excluded: 0x8000_0001,
  from: 1_764_000_000,
  until: 2 ** 48 - 1,
  options: 3,
};

const subject = hexOf('30', 32);

/** One message of each type that is signed. */
export const MESSAGES: { [Name in TypedDataName]: TypedMessage<Name> } = {
  Terms: TERMS,
  Grant: { subject, deadline: 1_764_000_600, terms: TERMS },
  RecordedGrant: { subject, terms: TERMS, form: hexOf('90', 32) },
  Revoke: { subject, grant: hexOf('40', 32) },
  KeepRecorded: { subject, grant: hexOf('96', 32), deadline: 1_764_000_600 },
  BindSigner: {
    subject,
    signer: hexOf('ab', 116),
    kind: 1,
    until: 0,
    identification: hexOf('91', 32),
    deadline: 1_764_000_600,
  },
  AddSigner: { subject, signer: hexOf('ac', 20), kind: 2, from: 1, until: 4_102_444_800, nonce: 7, deadline: 9 },
  RemoveSigner: { subject, signer: hexOf('92', 32) },
  EndSigner: { subject, signer: hexOf('94', 32), form: hexOf('95', 32), deadline: 1_764_000_600 },
  KeepSigner: { subject, signer: hexOf('94', 32), leavesAt: 1_764_000_600 },
  CancelSigner: { subject, signer: hexOf('93', 32) },
  OptOut: { subject, level: 2, turn: 65_535 },
  OptIn: { subject, from: 2, level: 0, turn: 65_535, deadline: 2 ** 48 - 1 },
  Pause: { subject, until: 2 ** 40 - 1, turn: 1 },
  Resume: { subject, until: 2 ** 40 - 1, turn: 3, deadline: 1_764_000_600 },
  RevokeAll: { subject, epoch: 4_294_967_295 },
  Erase: { subject, nonce: 4_294_967_295, deadline: 1_764_000_600 },
  CancelErasure: { subject, executableAt: 1_764_000_600 },
};
