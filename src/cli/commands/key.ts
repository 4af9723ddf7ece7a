import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import { accountKeyPath, ensureKey, readAccountKey } from '../key-files.ts';
import type { Run } from '../run.ts';

export function keyCommands(program: Command, run: Run): void {
  const key = program.command('key').description('keys of members and patients, which commands act with by --as NAME');
  run(
    key
      .command('create <name>')
      .description('make a key in <data>/keys, encrypted if there is a passphrase file, and print its account'),
    async ({ dataDir, passphrase, output }, [name]) => {
      const path = accountKeyPath(dataDir, name ?? '');
      if (existsSync(path)) {
        throw new CustosError('CONFLICT', `There is a key ${path} already; keys are never overwritten.`);
      }
      const { address } = await ensureKey(dataDir, name ?? '', await passphrase());
      output.result({ name, account: address, path }, () => address);
    },
  );
  run(
    key.command('show <name>').description('print the account of a key'),
    async ({ dataDir, passphrase, output }, [name]) => {
      const path = accountKeyPath(dataDir, name ?? '');
      const { address } = await readAccountKey(dataDir, path, await passphrase());
      output.result({ name, account: address, path }, () => address);
    },
  );
}
