import { randomBytes } from 'node:crypto';
import { Transaction, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { openKeyFile } from '../../src/client/key-file.ts';
import { sendOwnCall, signsTransactions } from '../../src/client/own-transaction.ts';
import { walletAccount } from '../../src/client/wallet-account.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { callData } from '../../src/core/call-data.ts';
import type { Address } from '../../src/core/ids.ts';
import { accountKey } from '../../src/ledger/account-key.ts';
import { INTERFACES } from '../../src/ledger/contracts.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';

const TO = `0x${'ab'.repeat(20)}` as Address;
const endpoint = 'http://127.0.0.1:1';

describe('a call of one’s own', () => {
  it.each([
    ['permits', 'accept(uint32,bytes32)', [7, `0x${'11'.repeat(32)}`]],
    ['membership', 'publishNotice(bytes32)', [`0x${'22'.repeat(32)}`]],
    ['membership', 'withdrawNotice(bytes32)', [`0x${'33'.repeat(32)}`]],
  ] as const)('of %s.%s is written as the contract reads it', (contract, signature, values) => {
    const name = signature.slice(0, signature.indexOf('('));
    expect(callData(signature, values)).toBe(INTERFACES[contract].encodeFunctionData(name, [...values]));
  });

  it('is signed as ethers would, by a key in a page and by one on a machine', async () => {
    for (const nonce of [0, 1, 127, 128, 70_000]) {
      const key = randomBytes(32);
      const data = toHex(randomBytes(nonce % 97));
      const fields = { chainId: 4_242_424, nonce, maxPriorityFee: 0n, maxFee: 1_000_000_007n, gas: 3_000_000 };
      const transaction = { ...fields, to: fromHex(TO, 20), data: fromHex(data) };
      const expected = Transaction.from({
        ...{ type: 2, chainId: fields.chainId, nonce, to: TO, data, gasLimit: fields.gas },
        ...{ maxPriorityFeePerGas: fields.maxPriorityFee, maxFeePerGas: fields.maxFee },
      });
      expected.signature = new Wallet(toHex(key)).signingKey.sign(expected.unsignedHash);
      const inPage = await openKeyFile(toHex(key));
      expect(toHex((await inPage.signTransaction?.(transaction)) ?? new Uint8Array())).toBe(expected.serialized);
      expect(toHex(await keyAccount(accountKey(key)).signTransaction(transaction))).toBe(expected.serialized);
    }
  });

  it('is not begun by who signs none', async () => {
    const wallet = walletAccount({ request: async () => '0x' }, TO);
    for (const client of [new GatewayClient({ endpoint }), new GatewayClient({ endpoint, account: wallet })]) {
      expect(signsTransactions(client)).toBe(false);
      await expect(sendOwnCall(client, { to: TO, data: '0x' })).rejects.toMatchObject({ code: 'KEY_MISSING' });
    }
    expect(signsTransactions(new GatewayClient({ endpoint, account: await openKeyFile('11'.repeat(32)) }))).toBe(true);
  });
});
