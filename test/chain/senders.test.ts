import { setTimeout as sleep } from 'node:timers/promises';
import { Signature, Transaction } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCrypto } from '../../src/chain/crypto.ts';
import { chainProtocol } from '../../src/chain/protocol.ts';
import { Senders } from '../../src/chain/senders.ts';
import { decodeTransaction } from '../../src/chain/transaction.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { CHAIN_ID, signed, wallet } from './world.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe('the senders of transactions', () => {
  let senders: Senders;
  let decode: (serialized: string) => ReturnType<typeof decodeTransaction>;

  beforeAll(async () => {
    const crypto = await loadCrypto();
    const common = chainProtocol(CHAIN_ID, true, crypto);
    senders = new Senders(crypto);
    decode = (serialized) => decodeTransaction(common, fromHex(serialized.toLowerCase()));
  });

  afterAll(() => senders.close());

  const wallets = Array.from({ length: 40 }, (_, i) => wallet(i));
  const all = () =>
    wallets.map(async (from, i) => {
      const tx = decode(
        signed(from, { type: i % 3, nonce: i, to: wallet(9).address, data: `0x${i.toString(16).padStart(4, '0')}` }),
      );
      const sender = toHex(await senders.senderOf(tx));
      return [sender, tx.getSenderAddress().toString()];
    });
  const expected = wallets.map(({ address }) => [address.toLowerCase(), address.toLowerCase()]);

  it('are found before the thread runs, in it, and when it is gone', async () => {
    expect(await Promise.all(all())).toEqual(expected);
    await sleep(1500);
    for (let round = 0; round < 5; round++) expect(await Promise.all(all())).toEqual(expected);
    const pending = Promise.all(all());
    await senders.close();
    expect(await pending).toEqual(expected);
    expect(await Promise.all(all())).toEqual(expected);
  });

  it('are refused where the signature is the high one, or of nobody', async () => {
    const tx = Transaction.from(signed(wallet(0), { type: 0, nonce: 0, to: wallet(1).address }));
    const { r, s } = tx.signature ?? Signature.from();
    const high = `0x${(ORDER - BigInt(s)).toString(16).padStart(64, '0')}`;
    const raw = tx.serialized.replace(s.slice(2), high.slice(2));
    await expect(senders.senderOf(decode(raw))).rejects.toMatchObject({ code: 'LEDGER_REJECTED' });
    const nobody = tx.serialized.replace(r.slice(2), 'f'.repeat(64));
    await expect(senders.senderOf(decode(nobody))).rejects.toMatchObject({ code: 'LEDGER_REJECTED' });
  });
});
