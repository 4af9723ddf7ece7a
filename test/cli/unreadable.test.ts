import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { importRoots, requireDirectory } from '../../src/cli/import-roots.ts';
import { ensureLogKey, keyPath, readLogKey } from '../../src/cli/key-files.ts';
import { readNodeConfig } from '../../src/cli/node-config.ts';
import { lockNode } from '../../src/cli/node-lock.ts';
import { fileTrouble } from '../../src/core/file-trouble.ts';
import { createKey, readKey } from '../../src/ledger/keystore.ts';
import { Database } from '../../src/vault/database.ts';
import { createRootKeyFile } from '../../src/vault/root-key.ts';
import { storageError } from '../../src/vault/storage-error.ts';
import { Vault } from '../../src/vault/vault.ts';
import { openLog } from '../access-log/world.ts';
import { unprivileged } from '../unprivileged.ts';

interface Unreadable {
  /** Makes it, and gives the path that is then closed. */
  make(directory: string): Promise<string>;
  read(directory: string): Promise<unknown>;
  readonly code: string;
  readonly says: RegExp;
}

const chain = (directory: string) => Chain.open(parseChainOptions({ data: directory, chainId: 7 }));

const CASES: Readonly<Record<string, Unreadable>> = {
  'config.json': {
    make: async (directory) => {
      await writeFile(join(directory, 'config.json'), '{}');
      return join(directory, 'config.json');
    },
    read: readNodeConfig,
    code: 'CONFIG_INVALID',
    says: /config\.json cannot be read: you may not do that there\. Run it as the user who owns/,
  },
  'the key of an account': {
    make: async (directory) => {
      await mkdir(join(directory, 'keys'));
      await createKey(keyPath(directory, 'gateway'));
      return keyPath(directory, 'gateway');
    },
    read: (directory) => readKey(keyPath(directory, 'gateway')),
    code: 'KEY_MISSING',
    says: /gateway\.key cannot be read: you may not do that there\. Run it as the user who owns/,
  },
  'the directory of keys': {
    make: async (directory) => {
      await mkdir(join(directory, 'keys'));
      await createKey(keyPath(directory, 'gateway'));
      return join(directory, 'keys');
    },
    read: (directory) => readKey(keyPath(directory, 'gateway')),
    code: 'KEY_MISSING',
    says: /^The key file \/\S+gateway\.key cannot be read: you may not do that there/,
  },
  'the key of the log': {
    make: async (directory) => {
      await ensureLogKey(directory);
      return keyPath(directory, 'log');
    },
    read: readLogKey,
    code: 'KEY_MISSING',
    says: /log\.key cannot be read: you may not do that there\. Run it as the user who owns/,
  },
  'the root key': {
    make: async (directory) => {
      const file = join(directory, 'root.key');
      await createRootKeyFile(file);
      const vault = await Vault.open({ directory: join(directory, 'vault'), rootKey: { file }, create: true });
      await vault.close();
      return file;
    },
    read: (directory) =>
      Vault.open({ directory: join(directory, 'vault'), rootKey: { file: join(directory, 'root.key') } }),
    code: 'KEY_MISSING',
    says: /root\.key cannot be opened: you may not do that there\. Run it as the user/,
  },
  'a database of the vault': {
    make: async (directory) => {
      await (await Database.open(join(directory, 'keys'))).close();
      return join(directory, 'keys', 'CURRENT');
    },
    read: (directory) => Database.open(join(directory, 'keys')),
    code: 'IO_FAILED',
    says: /opening \/\S+keys.*Give its files to the user who runs this/,
  },
  'a table of the vault': {
    make: async (directory) => {
      const database = await Database.open(join(directory, 'keys'));
      await database.write([{ key: Uint8Array.of(1), value: Uint8Array.of(1) }]);
      await database.close();
      return join(directory, 'keys');
    },
    read: (directory) => Database.open(join(directory, 'keys')),
    code: 'IO_FAILED',
    says: /Give its files to the user who runs this/,
  },
  'the lock': {
    make: async (directory) => {
      await (await lockNode(directory))();
      return join(directory, 'lock', 'CURRENT');
    },
    read: lockNode,
    code: 'DATA_DIR_INVALID',
    says: /The lock \/\S+ cannot be written\. Give its directory to the user/,
  },
  'the chain': {
    make: async (directory) => {
      await (await chain(directory)).close();
      return join(directory, 'chain', 'CURRENT');
    },
    read: chain,
    code: 'IO_FAILED',
    says: /chain.*cannot be read: you may not do that there/,
  },
  'the journal': {
    make: async (directory) => {
      await (await openLog({ directory, kept: true })).close();
      return join(directory, 'journal-00000000');
    },
    read: (directory) => openLog({ directory, kept: true, fullCheck: true }),
    code: 'EACCES',
    says: /journal-00000000/,
  },
  'a directory of imports': {
    make: async (directory) => {
      await mkdir(join(directory, 'exports'));
      return join(directory, 'exports');
    },
    read: async (directory) => {
      await importRoots(join(directory, 'node'), [join(directory, 'exports')]);
      await requireDirectory(join(directory, 'exports'), '--import');
    },
    code: 'INPUT_INVALID',
    says: /^--import \/\S+exports cannot be read\. Give it to the user/,
  },
};

it.each(Object.entries(CASES))('what may not be read is named, and who should: %s', (_, { make, read, code, says }) =>
  unprivileged(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'custos-unreadable-'));
    const path = await make(directory);
    await chmod(path, 0);
    try {
      await expect(read(directory)).rejects.toMatchObject({ code, message: says });
    } finally {
      await chmod(path, 0o700);
      await rm(directory, { recursive: true, force: true });
    }
  }),
);

describe('a disk that is read-only', () => {
  it.each(['IO error: /data/vault/keys/LOCK: Read-only file system', 'EROFS: read-only file system, mkdir'])(
    'is told from one that this user may not use, and from damage: %s',
    (text) => {
      const error = new Error('Database failed to open', { cause: new Error(text) });
      expect(storageError(error, 'opening it')).toMatchObject({ code: 'IO_FAILED', message: /it is read-only/ });
      const denied = new Error('x', { cause: new Error('IO error: CURRENT: Permission denied') });
      expect(storageError(denied, 'opening it')).toMatchObject({ code: 'IO_FAILED', message: /may not be used/ });
      const gone = new Error('x', { cause: new Error('Corruption: CURRENT does not exist') });
      expect(storageError(gone, 'opening it')).toMatchObject({ code: 'STORE_CORRUPT' });
    },
  );

  it('has words of its own in each command', () => {
    const error = (code: string) => Object.assign(new Error(code), { code });
    const said = ['ENOENT', 'EACCES', 'EROFS'].map((code) => fileTrouble(error(code)));
    expect(new Set(said).size).toBe(3);
  });
});
