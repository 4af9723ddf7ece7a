import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { Database, type Write } from '../../src/vault/database.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { publish } from './publisher.ts';

let consortium: Consortium;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2, logLevel: 'silent' });
  await publish(consortium.client(consortium.keys.holder), {
    kind: 'fhir',
    path: join(consortium.directory, 'export'),
  });
});
afterAll(() => consortium?.close());

/** Every patient’s row, with the last byte of its sealed identifier flipped, behind the gateway’s back. */
async function flipIdentifiers(): Promise<void> {
  const database = await Database.open(join(consortium.directory, 'vault', 'keys'));
  const writes: Write[] = [];
  for await (const [key, row] of database.entries(utf8('s'), utf8('t'))) {
    writes.push({ key, value: Uint8Array.from(row).with(row.length - 1, (row.at(-1) ?? 0) ^ 1) });
  }
  await database.write(writes);
  await database.close();
}

it('patients whose identifiers do not open are an error, not patients without any', async () => {
  const holder = consortium.client(consortium.keys.holder);
  const { subjects } = await holder.json<{ subjects: { identifiers: string[] }[] }>('GET', '/v1/subjects');
  expect(subjects.map(({ identifiers }) => identifiers.length)).toEqual([1, 1]);
  await consortium.restart(flipIdentifiers);
  const listed = consortium.client(consortium.keys.holder).json('GET', '/v1/subjects');
  await expect(listed).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
});
