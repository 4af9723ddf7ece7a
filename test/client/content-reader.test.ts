import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContentEvent, readContent, type Trust } from '../../src/client/content-reader.ts';
import { download } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { concat, toHex, utf8 } from '../../src/core/bytes.ts';
import {
  CONTENT_START,
  encodeEnd,
  encodeItem,
  encodeRelease,
  encodeRows,
  RECORDS,
} from '../../src/core/content-frame.ts';
import { decodeEntry, encodeEntry } from '../../src/core/entry.ts';
import { type CustosError, isCustosError } from '../../src/core/errors.ts';
import { encodeEvidence, evidenceDigest } from '../../src/core/evidence.ts';
import type { Digest } from '../../src/core/ids.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import { dataOf, type SampleContent, sampleContent, streamOf } from '../core/content-sample.ts';

const sample = sampleContent();
const [empty, plain, fhir] = sample.items as [
  SampleContent['items'][0],
  SampleContent['items'][0],
  SampleContent['items'][0],
];
const END = encodeEnd({ releases: 1, items: 3, withheld: {} });
const head = concat(CONTENT_START, encodeRelease(sample.release), encodeRows(sample.rows));

async function events(chunks: Iterable<Uint8Array>, trust: Trust = sample.trust): Promise<ContentEvent[]> {
  const sent = (async function* () {
    yield* chunks;
  })();
  return Array.fromAsync(readContent(sent, trust, () => createHash('sha256')));
}

const itemOf = ({ name, leaf }: SampleContent['items'][number]) => encodeItem({ name, leaf });

/** What was handed over before the reader gave up, and why it did. */
async function refused(chunks: Iterable<Uint8Array>): Promise<{ taken: ContentEvent[]; error: CustosError }> {
  const taken: ContentEvent[] = [];
  const sent = (async function* () {
    yield* chunks;
  })();
  try {
    for await (const event of readContent(sent, sample.trust)) taken.push(event);
  } catch (error) {
    return { taken, error: error as CustosError };
  }
  throw new Error('It was read to its end.');
}

function record(kind: keyof typeof RECORDS, value: unknown): Uint8Array {
  const payload = utf8(JSON.stringify(value));
  const start = Uint8Array.of(RECORDS[kind].type, 0, 0, payload.length >> 8, payload.length & 255);
  return concat(start, payload);
}

describe('content', () => {
  it('is handed over item by item, each verified with its last byte', async () => {
    const found = (await events([streamOf(sample)])).map((event) => {
      if (event.type === 'data') return Buffer.from(event.bytes).toString();
      return event.type === 'item' || event.type === 'verified' ? `${event.type} ${event.item.index}` : event.type;
    });
    const text = '{"resourceType":"Condition"}\n';
    expect(found).toEqual([
      'release',
      'item 1',
      'verified 1',
      'item 2',
      'plaintext',
      'verified 2',
      'item 4',
      text,
      'verified 4',
      'end',
    ]);
  });

  it('is the same by the digest of browsers', async () => {
    const chunks = (async function* () {
      yield streamOf(sample);
    })();
    const found = await Array.fromAsync(readContent(chunks, sample.trust));
    expect(found).toEqual(await events([streamOf(sample)]));
  });

  it('is verified before the next record begins', async () => {
    const { taken, error } = await refused([head, itemOf(empty), itemOf(plain), ...dataOf(plain.bytes)]);
    expect(taken.at(-1)).toMatchObject({ type: 'verified', item: { index: 2 } });
    expect(error.code).toBe('GATEWAY_UNREACHABLE');
  });

  it('with any byte changed never gives another byte, item or receipt', async () => {
    const stream = streamOf(sample);
    const honest = await events([stream]);
    const isOf = (event: ContentEvent) => honest.some((one) => JSON.stringify(one) === JSON.stringify(event));
    const verified = (all: readonly ContentEvent[]) => all.filter(({ type }) => type !== 'end' && type !== 'item');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: stream.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = stream.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        const { taken, error } = await refused([changed]).catch(() => ({ taken: [], error: undefined }));
        // What nothing commits to may change: names, the end's counts of what was withheld.
        for (const event of verified(taken)) {
          if (event.type === 'verified') expect(sample.rows.indexes).toContain(event.item.index);
          else expect(isOf(event)).toBe(true);
        }
        if (error)
          expect(
            isCustosError(
              error,
              'PROOF_INVALID',
              'ITEM_CORRUPT',
              'GATEWAY_UNREACHABLE',
              'NOTE_INVALID',
              'SIGNATURE_INVALID',
              'ENCODING_INVALID',
            ),
          ).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['a release of nothing', record('release', null)],
    ['a release whose count is below zero', record('release', { ...sample.release, count: -1 })],
    ['a release of no items', record('release', { ...sample.release, count: 0 })],
    ['a release whose receipt is no text', record('release', { ...sample.release, receipt: {} })],
    ['an item without a leaf', record('item', { name: 'a' })],
    ['an item whose size is text', record('item', { name: 'a', leaf: { ...plain.leaf, size: '9' } })],
    ['an item with a member more', record('item', { name: 'a', leaf: plain.leaf, position: 1 })],
    ['an end of nothing', record('end', null)],
    ['an end that counts in words', record('end', { releases: 0, items: 0, withheld: { why: 'many' } })],
    ['a member of every object', record('end', JSON.parse('{"__proto__":{"end":1}}'))],
    ['a list', record('end', [])],
    ['text that is not UTF-8', Uint8Array.of(0x45, 0, 0, 0, 2, 0xff, 0xfe)],
    ['rows before any release', encodeRows(sample.rows)],
    ['an item before any release', itemOf(plain)],
    ['data before any item', concat(...dataOf(plain.bytes))],
    ['an end that counts what did not come', END],
  ])('with %s does not verify', async (_, first) => {
    const { taken, error } = await refused([CONTENT_START, first]);
    expect(taken).toEqual([]);
    expect(error).toMatchObject({ code: 'PROOF_INVALID', message: expect.stringContaining('verify') });
  });

  const other = sample.rows.leaves.toReversed();
  const proof = sample.rows.proof.slice(1);
  it.each([
    ['an item without its rows', concat(CONTENT_START, encodeRelease(sample.release), itemOf(empty))],
    ['its rows twice', concat(head, encodeRows(sample.rows))],
    ['another release before its items', concat(head, encodeRelease(sample.release))],
    ['its end before its items', concat(head, END)],
    ['another item than is next', concat(head, itemOf(plain))],
    ['data beside its items', concat(head, ...dataOf(plain.bytes))],
    [
      'rows of another order',
      concat(CONTENT_START, encodeRelease(sample.release), encodeRows({ ...sample.rows, leaves: other })),
    ],
    [
      'a hash of the proof left out',
      concat(CONTENT_START, encodeRelease(sample.release), encodeRows({ ...sample.rows, proof })),
    ],
    [
      'other numbers of its items',
      concat(CONTENT_START, encodeRelease(sample.release), encodeRows({ ...sample.rows, indexes: [0, 2, 4] })),
    ],
    [
      'another size of the manifest',
      concat(CONTENT_START, encodeRelease({ ...sample.release, manifestSize: 9 }), encodeRows(sample.rows)),
    ],
    ['another number in the log', concat(CONTENT_START, encodeRelease({ ...sample.release, seq: 1 }))],
    ['another count than was logged', concat(CONTENT_START, encodeRelease({ ...sample.release, count: 2 }))],
  ])('of a release with %s does not verify, and gives no item', async (_, stream) => {
    const { taken, error } = await refused([stream, END]);
    expect(taken.every(({ type }) => type === 'release')).toBe(true);
    expect(error.code).toBe('PROOF_INVALID');
  });

  it('of a release whose manifest has another size than that of one before does not verify', async () => {
    const said = (await events([streamOf(sample)]))[0];
    expect(said).toMatchObject({ type: 'release', manifestSize: 5 });
    expect(await events([streamOf(sample)], { ...sample.trust, manifestSize: 5 })).toHaveLength(10);
    const elsewhere = events([streamOf(sample)], { ...sample.trust, manifestSize: 6 });
    await expect(elsewhere).rejects.toMatchObject({ code: 'PROOF_INVALID', message: expect.stringContaining('6') });
    const items = sample.items.flatMap((item) => [itemOf(item), ...dataOf(item.bytes)]);
    const second = encodeRelease({ ...sample.release, manifestSize: 6 });
    const { taken, error } = await refused([head, ...items, second, END]);
    expect(taken.filter(({ type }) => type === 'release')).toHaveLength(1);
    expect(error).toMatchObject({ code: 'PROOF_INVALID', message: expect.stringContaining('one before it of 5') });
  });

  it('that goes on in another stream is held to the size that the first one said', async () => {
    const released = decodeEntry(sample.trust.openReceipt(sample.release.receipt));
    const { ledger, dataset, version } = released;
    const about = { ledger, gateway: `0x${'22'.repeat(20)}`, dataset, version, delivery: 'download' };
    const request = { ...about, purpose: 1, facts: {} } as AccessRequest;
    const proof = { session: { type: 'siwe', message: 'I ask', signature: '0x12' }, dpop: 'a.b.c' } as const;
    const logged = (items: number[]) => {
      const asked = encodeEvidence({ v: 1, kind: 'request', ...proof, request: { ...request, items } });
      return encodeEntry({ ...released, purpose: 1, evidence: toHex(evidenceDigest(asked)) as Digest });
    };
    const entries = [logged([1, 2, 3, 4]), logged([3, 4])];
    const trust = { ...sample.trust, openReceipt: () => entries.shift() ?? new Uint8Array() };
    const second = encodeRelease({ ...sample.release, manifestSize: 6 });
    const streams = [
      concat(head, itemOf(empty), itemOf(plain), ...dataOf(plain.bytes)),
      concat(CONTENT_START, second, encodeRows(sample.rows)),
    ];
    const gateway = {
      json: async () => ({ ranges: [[1, 4]], count: 4, bytes: 40, withheld: {} }),
      send: async () => ({ response: new Response(Buffer.from(streams.shift() ?? [])), proof }),
    } as unknown as GatewayClient;
    await expect(Array.fromAsync(download(gateway, request, trust))).rejects.toMatchObject({
      code: 'PROOF_INVALID',
      message: expect.stringContaining('one before it of 5'),
    });
  });

  it('that ends in the middle was cut off', async () => {
    const stream = streamOf(sample);
    for (let length = 0; length < stream.length; length += 37) {
      const { error } = await refused([stream.subarray(0, length)]);
      expect(error.code).toBe('GATEWAY_UNREACHABLE');
    }
  });
});

describe('an item', () => {
  const begun = concat(head, itemOf(empty), itemOf(plain));

  it.each([1, 3, 9, 10])('of which %i bytes come again and again is no longer than the chain says', async (length) => {
    const { taken, error } = await refused([
      begun,
      ...Array.from({ length: 1000 }, () => dataOf(new Uint8Array(length))).flat(),
    ]);
    const bytes = taken.reduce((sum, event) => sum + (event.type === 'data' ? event.bytes.length : 0), 0);
    expect(error.code).toBe('ITEM_CORRUPT');
    expect(bytes).toBeLessThanOrEqual(plain.bytes.length);
  });

  it.each([
    ['other bytes', [...dataOf(utf8('pLaintext'))]],
    ['too few bytes', [...dataOf(utf8('plain')), itemOf(fhir)]],
  ])('of %s is never verified', async (_, data) => {
    const { taken, error } = await refused([begun, ...data]);
    expect(taken.flatMap((event) => (event.type === 'verified' ? [event.item.index] : []))).toEqual([1]);
    expect(error.code).toBe('ITEM_CORRUPT');
  });
});
