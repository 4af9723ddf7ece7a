import { Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { isEncryptedKey, openKeyFile } from '../../src/client/key-file.ts';
import { messageDigest, recoverAccount } from '../../src/core/account-signature.ts';
import { accountKey } from '../../src/ledger/account-key.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { sealKeystore } from '../../src/ledger/keystore-v3.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const HEX = Buffer.from(KEY).toString('hex');
const key = accountKey(KEY);
const KEY_WRONG = expect.objectContaining({ code: 'KEY_WRONG' });

/** The example of the specification (Web3 Secret Storage), whose passphrase is `testpassword`. */
const PBKDF2 = {
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
};
const PBKDF2_KEY = '7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d';

describe('a key file that a page opens', () => {
  it('signs as the same key does elsewhere, plain or encrypted', async () => {
    const sealed = await sealKeystore(KEY, key.address, 'correct horse');
    expect([isEncryptedKey(HEX), isEncryptedKey(sealed)]).toEqual([false, true]);
    for (const account of [await openKeyFile(`0x${HEX}\n`), await openKeyFile(sealed, 'correct horse')]) {
      expect(account.address).toBe(key.address);
      const signature = await account.signMessage('Olá');
      expect(signature).toBe(await keyAccount(key).signMessage('Olá'));
      expect(recoverAccount(messageDigest('Olá'), signature)).toBe(key.address);
    }
  });

  it('opens the keystore of the specification, and one of another library', async () => {
    const account = await openKeyFile(JSON.stringify(PBKDF2), 'testpassword');
    expect(account.address).toBe(new Wallet(`0x${PBKDF2_KEY}`).address.toLowerCase());
    const written = await new Wallet(`0x${HEX}`).encrypt('ñ', undefined);
    expect((await openKeyFile(written, 'n\u0303')).address).toBe(key.address);
  }, 120_000);

  it('is refused where the passphrase is missing or wrong, or the file is no key', async () => {
    const text = JSON.stringify(PBKDF2);
    await expect(openKeyFile(text)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(openKeyFile(text, 'testpasswort')).rejects.toEqual(KEY_WRONG);
    for (const file of [
      '',
      'hello',
      `${HEX}00`,
      '00'.repeat(32),
      '{',
      '[]',
      'null',
      '{"version":3}',
      '{"version":3,"crypto":[]}',
    ]) {
      await expect(openKeyFile(file, 'x'), file).rejects.toEqual(KEY_WRONG);
    }
  });

  it('asks for no more work than a hospital’s own keystores do', async () => {
    const { crypto } = PBKDF2;
    const scrypt = { ...crypto, kdf: 'scrypt', kdfparams: { dklen: 32, n: 2 ** 30, r: 8, p: 1, salt: 'aa' } };
    const long = { ...crypto, kdfparams: { ...crypto.kdfparams, c: 10 ** 9 } };
    for (const one of [scrypt, long, { ...crypto, kdf: 'argon2' }, { ...crypto, cipher: 'aes-256-ctr' }]) {
      await expect(openKeyFile(JSON.stringify({ ...PBKDF2, crypto: one }), 'x')).rejects.toEqual(KEY_WRONG);
    }
  });
});
