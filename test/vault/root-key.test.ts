import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/vault/database.ts';
import { Keyring, rowKey } from '../../src/vault/keyring.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { newDataset, newVault, openVault, temporaryDirectory } from './workspace.ts';

describe('root key', () => {
  test('lies in a file that its owner alone may read, and is never overwritten', async () => {
    const file = join(await temporaryDirectory(), 'root.key');
    await createRootKeyFile(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await readFile(file, 'utf8');
    await expect(createRootKeyFile(file)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test.each([0o640, 0o604, 0o620, 0o601])('is refused when its file has mode %o', async (mode) => {
    const { vault, options } = await newVault();
    await vault.close();
    if ('file' in options.rootKey) await chmod(options.rootKey.file, mode);
    await expect(openVault(options)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('is refused when it is another one, damaged or absent', async () => {
    const { vault, options } = await newVault();
    await vault.close();
    const other = join(await temporaryDirectory(), 'other.key');
    await createRootKeyFile(other);
    await expect(openVault({ ...options, rootKey: { file: other } })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await writeFile(other, 'custos-root-key-v1 short\n');
    await expect(openVault({ ...options, rootKey: { file: other } })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await expect(openVault({ ...options, rootKey: { file: `${other}x` } })).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    const passphrase = 'a passphrase, not a file';
    await expect(openVault({ ...options, rootKey: { passphrase } })).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  test('may come from a passphrase, and a wrong one is told at once', async () => {
    const directory = join(await temporaryDirectory(), 'data');
    const short = { directory, rootKey: { passphrase: 'too short' }, create: true };
    await expect(openVault(short)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const options = { directory, rootKey: { passphrase: 'correct horse battery staple' } };
    const vault = await openVault({ ...options, create: true });
    const pseudonym = await vault.subjects.enroll('urn:mrn|1');
    await vault.close();
    const wrong = { ...options, rootKey: { passphrase: 'correct horse battery stapler' } };
    await expect(openVault(wrong)).rejects.toMatchObject({ code: 'KEY_WRONG' });
    expect(await (await openVault(options)).subjects.find('urn:mrn|1')).toBe(pseudonym);
  });

  test('makes no new keys for a store whose keys are gone', async () => {
    const { vault, options } = await newVault();
    await vault.createDraft(newDataset());
    await vault.close();
    await rm(join(options.directory, 'keys'), { recursive: true });
    await expect(openVault(options)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(openVault({ ...options, create: true })).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });

  test('is replaced by rotation: data stay readable, the old key opens nothing', async () => {
    const { vault, options } = await newVault();
    const [a, b] = await vault.subjects.enrollMany(['urn:mrn|1', 'urn:mrn|2']);
    const dataset = newDataset();
    const prf = await vault.rowPrf(dataset, a ?? null, Buffer.from('row'));
    const sharedPrf = await vault.rowPrf(dataset, null, Buffer.from('row'));
    const file = join(await temporaryDirectory(), 'new.key');
    await createRootKeyFile(file);
    await expect(vault.rotateRoot(options.rootKey)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await vault.rotateRoot({ file });
    expect(await vault.subjects.find('urn:mrn|2')).toBe(b);
    await vault.close();
    await expect(openVault(options)).rejects.toMatchObject({ code: 'KEY_WRONG' });
    const again = await openVault({ ...options, rootKey: { file } });
    expect(await again.rowPrf(dataset, a ?? null, Buffer.from('row'))).toEqual(prf);
    expect(await again.rowPrf(dataset, null, Buffer.from('row'))).toEqual(sharedPrf);
  });

  test('finishes a rotation that was cut off in the middle', async () => {
    const directory = await temporaryDirectory();
    const [oldKey, newKey] = [join(directory, 'old.key'), join(directory, 'new.key')];
    await createRootKeyFile(oldKey);
    await createRootKeyFile(newKey);
    const database = await Database.open(join(directory, 'keys'));
    const keyring = await Keyring.create(database, { file: oldKey });
    const keys = new Map<string, Uint8Array>();
    for (let i = 0; i < 1500; i++) {
      const id = Buffer.alloc(32, `subject ${i}`);
      const { key, row } = keyring.wrapNew('subject', id);
      await database.write([{ key: rowKey('subject', id), value: row }]);
      keys.set(id.toString('hex'), key);
    }
    let writes = 0;
    const cut = new Proxy(database, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (name === 'write' && ++writes > 3) throw new Error('power is gone');
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    const interrupted = await Keyring.open(cut, { file: oldKey });
    await expect(interrupted.rotate({ file: newKey })).rejects.toThrow('power is gone');
    await expect(Keyring.open(database, { file: oldKey })).rejects.toMatchObject({ code: 'KEY_WRONG' });
    for (let round = 0; round < 2; round++) {
      const reopened = await Keyring.open(database, { file: newKey });
      expect(await reopened.vaultKey()).toEqual(await keyring.vaultKey().catch(() => reopened.vaultKey()));
      for (const [id, key] of keys) expect(await reopened.find('subject', Buffer.from(id, 'hex'))).toEqual(key);
    }
    await database.close();
  });
});
