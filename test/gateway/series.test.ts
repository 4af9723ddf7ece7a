import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trust } from '../../src/client/content-reader.ts';
import { checkAccess, download } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';

import { fromHex, utf8 } from '../../src/core/bytes.ts';
import type { ContentLine } from '../../src/core/content.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { verifyReceipt } from '../../src/core/proof.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { ed25519Verifier } from '../../src/core/verifier-key.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

const FILES = { consents: 4_120, silent: 50 } as const;

let consortium: Consortium;
let holder: GatewayClient;
let requester: GatewayClient;
let dataset: DatasetId;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
  requester = consortium.client(consortium.keys.requester);
  const path = join(consortium.directory, 'export', 'many');
  await mkdir(path, { recursive: true });
  const owners: Record<string, string> = {};
  for (const [patient, count] of Object.entries(FILES)) {
    for (let i = 0; i < count; i++) {
      owners[`${patient}-${i}.txt`] = `urn:mrn|${patient}`;
      await writeFile(join(path, `${patient}-${i}.txt`), `${patient} ${i}`);
    }
  }
  const subjects = join(consortium.directory, 'export', 'many.json');
  await writeFile(subjects, JSON.stringify(owners));
  dataset = await publish(holder, { kind: 'files', path, subjects });
  const enrolled = await holder.list<'subjects', { subject: Pseudonym; identifiers: string[] }>(
    '/v1/subjects',
    'subjects',
  );
  const { subject } = enrolled.find(({ identifiers }) =>
    identifiers.includes('urn:mrn|consents'),
  ) as (typeof enrolled)[0];
  await giveGrant(consortium, await bindSigner(holder, subject));
});
afterAll(async () => {
  await consortium?.close();
});

async function open(request: AccessRequest): Promise<Response> {
  const body = encodeRequest(request);
  return requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

async function entries(): Promise<Entry[]> {
  const auditor = consortium.client(consortium.keys.auditor);
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

describe('a download of more items than one release may hold', () => {
  it('is a series of releases, whose end counts each item once', async () => {
    const before = (await entries()).length;
    const request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
    const text = await (await open(request)).text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ContentLine);
    const items = lines.flatMap((line) => ('item' in line ? [line.item.index] : []));
    expect(new Set(items).size).toBe(FILES.consents);
    expect(items).toEqual([...items].sort((a, b) => a - b));
    const end = { releases: 2, items: FILES.consents, withheld: { 'not-consented': FILES.silent } };
    expect(lines.at(-1)).toEqual({ end });
    const released = (await entries()).slice(before).filter(({ outcome }) => outcome === 'released');
    expect(released.map(({ rows }) => rows?.count)).toEqual([4_096, FILES.consents - 4_096]);
    expect(new Set(released.map(({ evidence }) => evidence)).size).toBe(1);
  });

  it('is cut off, and the refusal logged, when the permit ends before the next release', async () => {
    const permit = await issuePermit(consortium, dataset);
    const before = (await entries()).length;
    const response = await open(await accessRequest(requester, dataset, permit));
    await holder.json('POST', `/v1/permits/${permit}/revocation`, { json: { cause: 'misuse' } });
    const text = response.text();
    await expect(text).rejects.toThrow();
    const logged = (await entries()).slice(before).filter(({ kind }) => kind === 'release');
    expect(logged.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['released', undefined],
      ['refused', 'permit-inactive'],
    ]);
  });
});

describe('a requester', () => {
  it('takes no release that the log holds as another one than it asked for', async () => {
    const request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
    const trust = await trustOf();
    // Whatever is asked for, it answers with a release that it logged for purpose 7.
    const dishonest = { json: () => checkAccess(requester, request), fetch: () => open(request) };
    const taken = (asked: AccessRequest) =>
      Array.fromAsync(download(dishonest as unknown as GatewayClient, asked, trust, (item) => item > 3));
    expect((await taken(request)).filter(({ type }) => type === 'verified')).not.toHaveLength(0);
    await expect(taken({ ...request, purpose: 8 })).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});

async function trustOf(): Promise<Trust> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const { manifestRoot } = await reader.views.datasets.versionOf(dataset, 1);
  reader.close();
  const { origin, verifierKey } = await requester.json<{ origin: string; verifierKey: string }>('GET', '/v1/log');
  return {
    manifestRoot: fromHex(manifestRoot, 32),
    openReceipt: (receipt) => verifyReceipt(utf8(receipt), { origin, log: [ed25519Verifier(verifierKey)] }).entry,
  };
}
