import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import { roleNouns } from '../../core/role-words.ts';
import { accountKeyPath, ensureKey, readAccountKey } from '../key-files.ts';
import { table } from '../output.ts';
import { type OwnKey, ownKeys } from '../own-keys.ts';
import { shortId } from '../pick.ts';
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
  run(
    key
      .command('list')
      .description('list the keys in <data>/keys, and who each that opens is at the gateway, if that can be asked'),
    async (context) => {
      const { keys, unasked } = await ownKeys(context);
      context.output.result(keys, () => [
        ...table(['key', 'account', 'encrypted', 'is', 'of'], keys.map(cells)),
        ...keys.flatMap(({ name, trouble }) => (trouble === undefined ? [] : [`${name}: ${trouble}`])),
        ...(unasked === undefined || keys.length === 0 ? [] : [`Who they are at a gateway is not known: ${unasked}`]),
      ]);
    },
  );
}

function cells({ name, account, encrypted, roles, status, organisation, subject, trouble }: OwnKey): string[] {
  const of = subject === undefined ? organisation : `the patient ${shortId(subject, [])}`;
  return [
    name,
    account ?? 'cannot be used',
    trouble === undefined ? (encrypted ? 'yes' : 'no') : '',
    status ?? (roles === undefined ? '' : rolesOf(roles)),
    of ?? '',
  ];
}

/** Every member is a member: that is said only of one that is nothing more. */
function rolesOf(roles: readonly string[]): string {
  const more = roles.filter((role) => role !== 'member');
  return roleNouns(more.length > 0 ? more : roles) || 'nobody there';
}
