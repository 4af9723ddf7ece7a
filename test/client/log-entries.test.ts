import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { listEntries } from '../../src/client/log.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { publishScans } from '../gateway/publisher.ts';

const ENTRIES = 3;

let consortium: Consortium;

beforeAll(async () => {
  consortium = await foundConsortium();
  await publishScans(consortium, ['p0']);
  const holder = consortium.client(consortium.keys.holder);
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  for (let i = 0; i < ENTRIES; i++) {
    const form = toHex(domainHash('form', utf8(`call ${i}`)));
    await holder.json('POST', '/v1/consents/withdrawal', { json: { subject: subjects[0]?.subject, form } });
  }
  // With what became of each on the ledger, of which there is an entry too.
  const relayed = async () => {
    const { entries } = await holder.json<{ entries: { kind: string }[] }>('GET', '/v1/log/entries');
    return entries.filter(({ kind }) => kind === 'relay').length;
  };
  await vi.waitFor(async () => expect(await relayed()).toBe(ENTRIES), 30_000);
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

interface Page {
  entries: { seq: number }[];
  size: number;
}

const listed = (from?: number) =>
  Array.fromAsync(listEntries(consortium.client(consortium.keys.auditor), from), ({ seq }) => seq);

/** Somebody between gateway and auditor changes what the gateway lists from an entry on; gives how often it was asked. */
function telling(change: (page: Page, from: number) => Page): () => number {
  const honest = globalThis.fetch;
  let asked = 0;
  vi.stubGlobal('fetch', async (given: string | URL | Request, init?: RequestInit) => {
    const url = new URL(String(given));
    const response = await honest(given, init);
    if (url.pathname !== '/v1/log/entries' || !response.ok) return response;
    if (++asked > 100) throw new Error('It is asked without end.');
    return Response.json(change((await response.json()) as Page, Number(url.searchParams.get('from'))));
  });
  return () => asked;
}

const ENDLESS = { code: 'GATEWAY_UNREACHABLE', message: expect.stringContaining('do not go on') };

describe('the list of a log’s entries', () => {
  it('is whole, in pages of any length, from any entry on', async () => {
    const all = await listed();
    expect(all.slice(0, ENTRIES)).toEqual([0, 1, 2]);
    expect(await listed(1)).toEqual(all.slice(1));
    expect(await listed(all.length)).toEqual([]);
    const asked = telling(({ entries, size }) => ({ entries: entries.slice(0, 1), size }));
    expect((await listed()).slice(0, ENTRIES)).toEqual([0, 1, 2]);
    expect(asked()).toBeGreaterThanOrEqual(ENTRIES);
  });

  it('holds no more than the log had when it was begun, however the gateway goes on', async () => {
    let size = 0;
    telling((page, from) => {
      if (from === 0) size = page.size;
      return { entries: page.entries.slice(0, 1), size: 2 ** 50 };
    });
    await expect(listed()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    vi.unstubAllGlobals();
    telling((page, from) => ({ entries: page.entries.slice(0, 1), size: from === 0 ? page.size : 2 ** 50 }));
    expect(await listed()).toHaveLength(size);
  });

  it('is not begun where the log signed for fewer entries than the gateway says', async () => {
    const honest = globalThis.fetch;
    vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) =>
      honest(String(url).replace(`entries/${2 ** 40 - 1}/receipt`, 'entries/0/receipt'), init),
    );
    telling(({ entries }) => ({ entries, size: 2 ** 40 }));
    await expect(listed()).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it.each<[string, (page: Page, first: Page) => Page]>([
    ['nothing', ({ size }) => ({ entries: [], size })],
    ['the first entry again and again', ({ size }, first) => ({ entries: first.entries.slice(0, 1), size })],
    ['an entry left out', ({ entries, size }) => ({ entries: entries.slice(1), size })],
  ])('ends where a page holds %s', async (_, change) => {
    let first: Page | undefined;
    telling((page) => {
      first ??= page;
      return change(page, first);
    });
    await expect(listed()).rejects.toMatchObject(ENDLESS);
  });
});
