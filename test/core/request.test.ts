import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import type { Digest } from '../../src/core/ids.ts';
import { decodeRequest, encodeRequest, requestDigest, routeDigest } from '../../src/core/request.ts';
import { REQUEST } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const invalid = expect.objectContaining({ code: 'INPUT_INVALID' });
const changed = (change: object) => canonicalBytes({ ...REQUEST, ...change } as unknown as Json);

describe('requests', () => {
  it('read back what was written', () => {
    expect(decodeRequest(encodeRequest(REQUEST))).toEqual(REQUEST);
    expect(decodeRequest(changed({ items: [7], ranges: [[0, 65_535]] })).ranges).toEqual([[0, 65_535]]);
  });

  it.each(['ledger', 'gateway', 'dataset', 'version', 'facts', 'delivery'])('refuse to be without %s', (key) => {
    const { [key as keyof typeof REQUEST]: _, ...rest } = REQUEST;
    expect(() => decodeRequest(canonicalBytes(rest as unknown as Json))).toThrow(invalid);
  });

  it.each([
    ['an unknown member', { nonce: 1 }],
    ['a chain id of 2^52', { ledger: `eip155:${2 ** 52}:${hexOf('aa', 20)}` }],
    ['an unknown fact', { facts: { rich: true } }],
    ['a fact of another type', { facts: { commercial: 'no' } }],
    ['a country in lower case', { facts: { country: 'de' } }],
    ['a disease that is no MONDO id', { facts: { disease: 'MONDO:5015' } }],
    ['an unknown delivery', { delivery: 'fax' }],
    ['version 0', { version: 0 }],
    ['a purpose beyond a byte', { purpose: 256 }],
    ['items in another order', { items: [3, 0] }],
    ['an item twice', { items: [3, 3] }],
    ['no items in the list', { items: [] }],
    ['too many items', { items: Array.from({ length: 4097 }, (_, i) => i) }],
    ['a range that ends before it begins', { ranges: [[5, 4]] }],
    [
      'two ranges',
      {
        ranges: [
          [0, 1],
          [2, 3],
        ],
      },
    ],
    ['a range of one', { ranges: [[1]] }],
    ['a date of another form', { select: { from: '2020-1-1' } }],
    ['an unknown selection', { select: { patients: [1] } }],
    ['a resource type with a slash', { select: { types: ['../Patient'] } }],
    ['text for a list', { items: '0,1' }],
    ['a list for facts', { facts: [] }],
  ])('refuse %s', (_, change) => {
    expect(() => decodeRequest(changed(change))).toThrow(invalid);
  });

  it('are bound whole: every member moves the digest', () => {
    const changes = [
      {},
      { gateway: hexOf('bc', 20) },
      { version: 3 },
      { purpose: 8 },
      { facts: {} },
      { permit: 6 },
      { delivery: 'sealed' },
      { items: [0, 3] },
      { person: hexOf('01', 32) },
    ];
    const digests = changes.map((change) => toHex(requestDigest(changed(change))));
    expect(new Set(digests).size).toBe(changes.length);
  });

  it('of routes are bound by method, path and body', () => {
    const call = { method: 'GET', path: '/v1/log', body: hexOf('00', 32) as Digest };
    const others = [
      call,
      { ...call, method: 'PUT' },
      { ...call, path: '/v1/log?a' },
      { ...call, body: hexOf('01', 32) as Digest },
    ];
    expect(new Set(others.map((other) => toHex(routeDigest(other)))).size).toBe(others.length);
  });
});
