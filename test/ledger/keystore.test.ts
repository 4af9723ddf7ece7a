import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decryptKeystoreJson, encryptKeystoreJson, hexlify } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { accountKey, randomPrivateKey } from '../../src/ledger/account-key.ts';
import { createKey, readKey, saveKey } from '../../src/ledger/keystore.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-keystore-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

const at = (name: string) => join(directory, name);

describe('a key file', () => {
  it('holds the key that was created, for its owner alone', async () => {
    const key = await createKey(at('plain'));
    expect((await stat(at('plain'))).mode & 0o777).toBe(0o600);
    expect((await readKey(at('plain'))).address).toBe(key.address);
  });

  it('is a keystore that other tools open, if there is a passphrase', async () => {
    const secret = randomPrivateKey();
    const key = await saveKey(at('sealed'), secret, 'correct horse');
    const text = await readFile(at('sealed'), 'utf8');
    expect(text).not.toContain(hexlify(secret).slice(2));
    expect((await decryptKeystoreJson(text, 'correct horse')).privateKey).toBe(hexlify(secret));
    expect((await readKey(at('sealed'), 'correct horse')).address).toBe(key.address);
    await expect(readKey(at('sealed'))).rejects.toMatchObject({ code: 'KEY_MISSING' });
    const wrong = await readKey(at('sealed'), 'wrong').catch((error: Error) => error);
    expect(wrong).toMatchObject({ code: 'KEY_WRONG' });
    expect('cause' in wrong).toBe(false);
  });

  it('opens as other tools write it', async () => {
    const account = { address: '', privateKey: hexlify(randomPrivateKey()) };
    const { address } = accountKey(fromHex(account.privateKey));
    const text = await encryptKeystoreJson({ ...account, address }, 'naïve', { scrypt: { N: 1_024, r: 8, p: 1 } });
    await writeFile(at('foreign'), text, { mode: 0o600 });
    expect((await readKey(at('foreign'), 'naïve')).address).toBe(address);
    const costly = JSON.parse(text);
    (costly.crypto ?? costly.Crypto).kdfparams.n = 2 ** 26;
    await writeFile(at('costly'), JSON.stringify(costly), { mode: 0o600 });
    await expect(readKey(at('costly'), 'naïve')).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  it('opens the vectors of the format', async () => {
    // https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/ (PBKDF2)
    const vector = {
      crypto: {
        cipher: 'aes-128-ctr',
        cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
        ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
        kdf: 'pbkdf2',
        kdfparams: {
          c: 262_144,
          dklen: 32,
          prf: 'hmac-sha256',
          salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
        },
        mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
      },
      id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
      version: 3,
    };
    await writeFile(at('vector'), JSON.stringify(vector), { mode: 0o600 });
    expect((await readKey(at('vector'), 'testpassword')).address).toBe('0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b');
  });

  it('is refused when others may open it', async () => {
    await createKey(at('loose'));
    for (const mode of [0o640, 0o604, 0o620]) {
      await chmod(at('loose'), mode);
      await expect(readKey(at('loose'))).rejects.toMatchObject({ code: 'KEY_WRONG' });
    }
  });

  it('is never overwritten', async () => {
    const key = await createKey(at('kept'));
    await expect(createKey(at('kept'))).rejects.toMatchObject({ code: 'DATA_DIR_INVALID' });
    expect((await readKey(at('kept'))).address).toBe(key.address);
  });

  it('is refused when it holds no key, is missing, or is a link', async () => {
    for (const text of ['', 'deadbeef', 'z'.repeat(64), '{"version":3}', 'ff'.repeat(32), 'a'.repeat(20_000)]) {
      await writeFile(at('broken'), text, { mode: 0o600 });
      await expect(readKey(at('broken'), 'x')).rejects.toMatchObject({ code: 'KEY_WRONG' });
    }
    await expect(readKey(at('absent'))).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await createKey(at('target'));
    await symlink(at('target'), at('link'));
    await expect(readKey(at('link'))).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  it('never shows its key', async () => {
    const secret = randomPrivateKey();
    const key = await saveKey(at('quiet'), secret);
    expect(JSON.stringify(key)).not.toContain(hexlify(secret).slice(2));
  });
});
