import { hexlify, randomBytes, toUtf8String, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { walletAccount } from '../../src/client/wallet-account.ts';
import { fromHex, type Hex } from '../../src/core/bytes.ts';
import type { Address, Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { typedDomain } from '../../src/core/typed-data.ts';
import { accountKey } from '../../src/ledger/account-key.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';

const wallet = Wallet.createRandom();
const address = wallet.address.toLowerCase() as Address;
const DOMAIN = typedDomain(7, `0x${'ab'.repeat(20)}` as Address);
const REVOKE = {
  subject: hexlify(randomBytes(32)) as string as Pseudonym,
  grant: hexlify(randomBytes(32)) as string as GrantId,
};

/** A wallet as pages see it, by another library: it signs what its owner was shown. */
const provider = {
  request: async ({ method, params: [first, second] }: { method: string; params: readonly unknown[] }) => {
    if (method === 'personal_sign' && second === address) return wallet.signMessage(toUtf8String(first as string));
    if (method !== 'eth_signTypedData_v4' || first !== address) throw new Error(`no ${method}`);
    const { domain, types, message } = JSON.parse(second as string);
    const { EIP712Domain: _, ...shown } = types;
    return wallet.signTypedData(domain, shown, message);
  },
};

describe('a wallet’s account', () => {
  const own = keyAccount(accountKey(fromHex(wallet.privateKey as Hex, 32)));

  it('signs texts and typed data as its key does', async () => {
    const account = walletAccount(provider, address);
    expect(own.address).toBe(address);
    expect(await account.signMessage('Grüße\nan alle')).toBe(await own.signMessage('Grüße\nan alle'));
    expect(await account.signTypedData(DOMAIN, 'Revoke', REVOKE)).toBe(
      await own.signTypedData(DOMAIN, 'Revoke', REVOKE),
    );
  });

  it('gives the numbers of a grant as the contracts count them', async () => {
    const digest = hexlify(randomBytes(32)) as string as Digest;
    const terms = { salt: digest, notice: digest, grantee: digest, scope: digest, purposes: 2n ** 63n + 1n };
    const rest = { excluded: 3, from: 1_900_000_000, until: 2_000_000_000, options: 1 };
    const grant = { subject: REVOKE.subject, deadline: 1_900_000_000, terms: { ...terms, ...rest } };
    const account = walletAccount(provider, address);
    expect(await account.signTypedData(DOMAIN, 'Grant', grant)).toBe(await own.signTypedData(DOMAIN, 'Grant', grant));
  });

  it.each([null, {}, '0x', 'signed', '0x123'])('refuses %j for a signature', async (answer) => {
    const account = walletAccount({ request: async () => answer }, address);
    await expect(account.signMessage('text')).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('lets the owner’s refusal through', async () => {
    const refusal = Object.assign(new Error('User rejected the request.'), { code: 4001 });
    const account = walletAccount({ request: () => Promise.reject(refusal) }, address);
    await expect(account.signTypedData(DOMAIN, 'Revoke', REVOKE)).rejects.toBe(refusal);
  });
});
