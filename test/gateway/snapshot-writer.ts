import { pino } from 'pino';
import { LedgerSnapshots } from '../../src/gateway/ledger/ledger-snapshots.ts';
import { Vault } from '../../src/vault/vault.ts';
import { numbered, OWNER } from './numbered-snapshot.ts';

/** Writes one snapshot after the other, each with its number throughout, and tells each that is written, until it is
 *  killed. Arguments: data directory, root key, first number. */
const [, , directory = '', file = '', first = '0'] = process.argv;
const vault = await Vault.open({ directory: `${directory}/vault`, rootKey: { file }, create: true });
for (let number = Number(first); ; number++) {
  const snapshots = await LedgerSnapshots.open({ directory, vault, owner: OWNER, logger: pino({ level: 'silent' }) });
  snapshots.follow((_, encode) => encode(numbered(number)));
  await snapshots.close();
  process.send?.(number);
}
