import { describe, expect, it } from 'vitest';
import { signTypedData } from '../../src/cli/typed-data.ts';
import { toHex } from '../../src/core/bytes.ts';
import type { Address, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { typedDigest, typedDomain, walletPayload } from '../../src/core/typed-data.ts';
import { accountKey } from '../../src/ledger/account-key.ts';

const key = accountKey(new Uint8Array(32).fill(7));
const domain = typedDomain(31_337, `0x${'cc'.repeat(20)}` as Address);
const message = { subject: `0x${'01'.repeat(32)}` as Pseudonym, grant: `0x${'02'.repeat(32)}` as GrantId };

describe('what a gateway gives to sign', () => {
  it('is signed as the contracts verify it, if it is what was asked for', () => {
    const signature = signTypedData(key, walletPayload(domain, 'Revoke', message), 'Revoke', { grant: message.grant });
    expect(signature).toBe(key.sign(typedDigest(domain, 'Revoke', message)));
  });

  it('is not signed if a value is another one', () => {
    const other = { ...message, grant: toHex(new Uint8Array(32).fill(3)) as GrantId };
    const payload = walletPayload(domain, 'Revoke', other);
    expect(() => signTypedData(key, payload, 'Revoke', { grant: message.grant })).toThrow(/Nothing was signed/);
  });

  it('is not signed if it is of another type', () => {
    const payload = walletPayload(domain, 'RevokeAll', { subject: message.subject, epoch: 1 });
    expect(() => signTypedData(key, payload, 'Revoke', { grant: message.grant })).toThrow(/Nothing was signed/);
  });
});
