import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { toBase64Url } from '../../src/core/bytes.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium, MEMBERS } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, revokeGrant } from './publisher.ts';

const FOR_GOOD = 'public, max-age=31536000, immutable';
/** What anybody may read and never changes, in a log that discloses its entries and in one that does not. */
const PUBLIC = {
  disclosed: ['/log/tile/entries/{index}', '/log/tile/{level}/{index}', '/v1/log/entries/{seq}'],
  'heads-only': ['/log/tile/{level}/{index}'],
} as const;

const ASKED_IN_EACH = ['/v1/me/accesses', '/v1/permits'];

describe.each(['disclosed', 'heads-only'] as const)('in a log that is %s, a cache', (mode) => {
  let consortium: Consortium;
  let dataset: DatasetId;
  let permit: number;
  let patient: AccountKey;
  /** Requests of each kind of caller, whose answers it reads to their end. */
  const callers = new Map<string, GatewayClient | undefined>();
  const seen = new Map<string, Set<string>>();

  beforeAll(async () => {
    consortium = await foundConsortium({ mode, patients: 2, limits: { anonymousPerMinute: 100_000 } });
    const holder = consortium.client(consortium.keys.holder);
    dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
    const [one] = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
    patient = await bindSigner(holder, one?.subject as Pseudonym);
    const grant = await giveGrant(consortium, patient);
    permit = await issuePermit(consortium, dataset);
    await content();
    await revokeGrant(consortium, patient, grant);
    for (const name of MEMBERS) callers.set(name, consortium.client(consortium.keys[name]));
    callers.set('administrator', consortium.client(consortium.keys.administrator));
    callers.set('patient', consortium.client(patient));
    callers.set('nobody', undefined);
  });
  afterAll(async () => {
    await consortium?.close();
  });

  async function content(): Promise<void> {
    const requester = consortium.client(consortium.keys.requester);
    const body = encodeRequest(await accessRequest(requester, dataset, permit));
    const query = { request: toBase64Url(body) };
    const bound = { query, bind: requestDigest(body) };
    const response = await requester.fetch('GET', `/v1/datasets/${dataset}/content`, bound);
    expect(response.headers.get('cache-control')).toBe('no-store');
    await response.text();
  }

  /** Notes what each route says to caches with each status, whoever asks. */
  async function ask(route: string, method: string, path: string, client: GatewayClient | undefined): Promise<void> {
    const url = consortium.endpoint + path;
    const headers = client && method === 'GET' ? await client.authorize(url) : {};
    const response = await fetch(url, { method, headers });
    await response.arrayBuffer();
    const kind = response.ok ? 'success' : 'error';
    const [policy, vary] = [response.headers.get('cache-control'), response.headers.get('vary')];
    expect([route, policy === FOR_GOOD || (vary ?? '').includes('Authorization')]).toEqual([route, true]);
    const known = seen.get(`${route} ${kind}`) ?? new Set();
    seen.set(`${route} ${kind}`, known.add(String(policy)));
  }

  async function releaseOf(holder: GatewayClient): Promise<number> {
    const { entries } = await holder.json<{ entries: { seq: number; kind: string; outcome: string }[] }>(
      'GET',
      '/v1/log/entries',
    );
    return entries.find(({ kind, outcome }) => kind === 'release' && outcome === 'released')?.seq ?? -1;
  }

  it('may keep what anybody may read and never changes, and nothing else: errors and streams included', async () => {
    const seq = await releaseOf(callers.get('holder') as GatewayClient);
    const paths = Object.entries(consortium.documented.document.paths);
    for (const [route, methods] of paths) {
      // The rest is the same in each log, and is asked in one.
      if (mode === 'heads-only' && !/\/log\//.test(route) && !ASKED_IN_EACH.includes(route)) continue;
      const path = route
        .replace('{dataset}', dataset)
        .replace('{address}', consortium.keys.holder.address)
        .replace('{subject}', `0x${'22'.repeat(32)}`)
        .replace('{grant}', `0x${'33'.repeat(32)}`)
        .replace('{import}', '00000000-0000-4000-8000-000000000000')
        .replace('{level}', '0')
        .replace('{seq}', String(seq))
        .replace('{index}', '000.p/1')
        .replace(/\{\w+\}/g, '0');
      const wrong = path.replace('000.p/1', '999').replace(/\/\d+(?=\/|$)/g, '/999999');
      for (const method of Object.keys(methods)) {
        for (const client of callers.values()) {
          await ask(route, method.toUpperCase(), path, client);
          await ask(route, method.toUpperCase(), wrong, client);
        }
      }
    }
    for (const path of ['/nothing', '/v1/log/%ff', '/v1/../x']) await ask('nothing', 'GET', path, undefined);
    await ask('nothing', 'OPTIONS', '/v1/members', undefined);
    const isPublic = new Set<string>(PUBLIC[mode].map((route) => `${route} success`));
    for (const [kind, policies] of seen) {
      expect([kind, [...policies]]).toEqual([kind, [isPublic.has(kind) ? FOR_GOOD : 'no-store']]);
    }
    const secret = ['evidence', 'openings', 'receipt'].map((what) => `/v1/log/entries/{seq}/${what} success`);
    for (const kind of [...isPublic, ...secret, ...ASKED_IN_EACH.map((route) => `${route} success`)]) {
      expect([kind, seen.has(kind)]).toEqual([kind, true]);
    }
  });
});
