import { randomBytes } from 'node:crypto';
import { toHex } from '../../src/core/bytes.ts';
import type { DatasetId } from '../../src/core/ids.ts';
import { Vault } from '../../src/vault/vault.ts';

const [directory = '', file = ''] = process.argv.slice(2);
const vault = await Vault.open({ directory, rootKey: { file } });
console.log('open');
for (;;) {
  const draft = await vault.createDraft(toHex(randomBytes(32)) as DatasetId);
  const subject = await vault.subjects.enroll(`urn:mrn|${toHex(randomBytes(8))}`);
  const meta = { subject, kind: 'file', mediaType: 'text/plain', categories: 0, name: 'file' };
  for (const size of [10, 5000, 300_000]) await draft.putItem([randomBytes(size)], meta);
  const { summary } = await vault.seal(draft);
  console.log(summary.volume);
}
