import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { contentOf } from './content.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

const SCAN = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(64)]);
const FILES = { scan: SCAN, 'scan.dat': SCAN, 'table.csv': Buffer.from('1,2'), 'other.csv': Buffer.from('3,4') };

let consortium: Consortium;
let holder: GatewayClient;
let path: string;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  path = join(consortium.directory, 'export', 'scans');
  await mkdir(path, { recursive: true });
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(path, name), bytes);
});
afterAll(async () => {
  await consortium?.close();
});

async function subjectMap(name: string, rows: readonly string[]): Promise<string> {
  const file = join(consortium.directory, 'export', name);
  await writeFile(file, `path,identifier,category\n${rows.join('\n')}\n`);
  return file;
}

async function signer(identifier: string) {
  const enrolled = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  const subject = enrolled.find(({ identifiers }) => identifiers.includes(identifier))?.subject;
  return bindSigner(holder, subject as Pseudonym);
}

/** Media types of what the requester gets of a dataset, and how many items were withheld. */
async function released(dataset: Awaited<ReturnType<typeof publish>>) {
  const requester = consortium.client(consortium.keys.requester);
  const request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
  const body = encodeRequest(request);
  const answer = await requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
  const { items, end } = contentOf(await answer.bytes());
  const types = items.map(({ leaf }) => leaf.mediaType);
  return { types, withheld: Object.values(end?.withheld ?? {}).reduce((sum, count) => sum + count, 0) };
}

it('releases no DICOM under a grant that left imaging out, whatever the file is called', async () => {
  const rows = Object.keys(FILES).map((name) => `${name},urn:mrn|scanned`);
  const dataset = await publish(holder, { kind: 'files', path, subjects: await subjectMap('scans.csv', rows) });
  const key = await signer('urn:mrn|scanned');
  await giveGrant(consortium, key, { excluded: ['IMG'] });
  expect(await released(dataset)).toEqual({ types: ['text/csv', 'text/csv'], withheld: 2 });
  await giveGrant(consortium, key);
  expect((await released(dataset)).types.filter((type) => type === 'application/dicom')).toHaveLength(2);
});

it('withholds what the holder labelled by the map or for the whole import', async () => {
  const rows = Object.keys(FILES).map((name) => `${name},urn:mrn|labelled,${name === 'table.csv' ? 'GENOME' : ''}`);
  const subjects = await subjectMap('labelled.csv', rows);
  const byMap = await publish(holder, { kind: 'files', path, subjects });
  const forAll = await publish(holder, { kind: 'files', path, subjects, categories: ['HIV'] });
  const key = await signer('urn:mrn|labelled');
  await giveGrant(consortium, key, { excluded: ['IMG', 'GENOME', 'HIV'] });
  expect(await released(byMap)).toEqual({ types: ['text/csv'], withheld: 3 });
  await expect(released(forAll)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
});

it('refuses categories that it does not know, and those of a FHIR export', async () => {
  const subjects = await subjectMap('refused.csv', ['scan,urn:mrn|1,']);
  const order = { kind: 'files', path, subjects, shared: true };
  await expect(publish(holder, { ...order, categories: ['IMAGES'] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(publish(holder, { kind: 'fhir', path, categories: ['IMG'] })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});
