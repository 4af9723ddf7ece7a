import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decryptKeystoreJson, hexlify } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomPrivateKey } from '../../src/ledger/account-key.ts';
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
