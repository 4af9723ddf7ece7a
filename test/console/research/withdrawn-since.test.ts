import { describe, expect, it } from 'vitest';
import { CustosError, type Entry, type GatewayClient, type Permit } from '../../../src/client/index.ts';
import { countIn, itemsIn, rangesOf, without } from '../../../src/console/research/fetch/item-ranges.ts';
import { namedFiles, namesIn } from '../../../src/console/research/fetch/named-files.ts';
import { goneCounts, keptUnder, whyGone } from '../../../src/console/research/fetch/why-gone.ts';
import { jsonOf, linesOf } from '../../../src/console/research/fetch/withdrawn-list.ts';
import { receivedIn, takenOut, withdrawnNow } from '../../../src/console/research/fetch/withdrawn-since.ts';
import type { ReceiptToKeep } from '../../../src/console/research/receipt-to-keep.ts';
import { toHex, utf8 } from '../../../src/core/bytes.ts';
import { encodeEvidence, evidenceDigest } from '../../../src/core/evidence.ts';
import type { AccessRequest } from '../../../src/core/request.ts';

const id = (digits: string) => `0x${digits.repeat(64 / digits.length)}`;
const REQUEST = {
  ledger: `eip155:7:0x${'11'.repeat(20)}`,
  gateway: `0x${'22'.repeat(20)}`,
  dataset: id('d5'),
  version: 1,
  purpose: 7,
  permit: 3,
  facts: { commercial: false },
  delivery: 'download',
} as unknown as AccessRequest;

/** Of a release by the request. */
function receipt(seq: number, held: number[] | undefined, request = REQUEST): ReceiptToKeep {
  const session = { type: 'siwe', message: 'm', signature: '0x00' } as const;
  const bytes = encodeEvidence({ v: 1, kind: 'request', session, dpop: 'a.b.c', request });
  const entry = {
    ...{ logId: id('aa'), seq, time: seq * 86_400_000, outcome: 'released', rows: { count: 9, root: id('00') } },
    evidence: toHex(evidenceDigest(bytes)),
  } as unknown as Entry;
  const kept = { entry, receipt: '', dataset: '=Scans', evidence: new Uint8Array(bytes) };
  return held === undefined ? kept : { ...kept, held: rangesOf(held) };
}

/** A gateway that gives these runs now, or refuses for a reason. */
function gatewayThat(answer: readonly (readonly [number, number])[] | string): GatewayClient {
  const json = async () => {
    if (typeof answer === 'string') throw new CustosError('ACCESS_REFUSED', 'No.', { details: { reason: answer } });
    return { ranges: answer, bytes: 1, withheld: {} };
  };
  return { endpoint: 'https://gateway.example', json } as unknown as GatewayClient;
}

describe('runs of items', () => {
  it('hold each item once, in order, and are taken from one another', () => {
    const runs = rangesOf([5, 1, 2, 2, 3, 9]);
    expect(runs).toEqual([
      [1, 3],
      [5, 5],
      [9, 9],
    ]);
    expect([countIn(runs), [...itemsIn(runs)]]).toEqual([5, [1, 2, 3, 5, 9]]);
    expect(without(runs, [[2, 5]])).toEqual([
      [1, 1],
      [9, 9],
    ]);
  });
});

describe('what was withdrawn since an earlier download', () => {
  it('is asked about once for each request, whichever kinds and items a release was of', () => {
    const select = { ...REQUEST, items: [4] } as AccessRequest;
    const other = { ...REQUEST, permit: 4 } as AccessRequest;
    const found = receivedIn([receipt(2, [4], select), receipt(1, [1, 2]), receipt(3, [7], other)]);
    expect(found.map(({ request, held }) => [request.permit, held])).toEqual([
      [
        3,
        [
          [1, 2],
          [4, 4],
        ],
      ],
      [4, [[7, 7]]],
    ]);
    expect(found[0]?.receipts.map(({ entry }) => entry.seq)).toEqual([1, 2]);
    expect(found[0]?.request.items).toBeUndefined();
  });

  it('says of no release that nothing came where the browser did not note it', () => {
    expect(receivedIn([receipt(1, [1]), receipt(2, undefined)])[0]?.held).toBeUndefined();
    expect(receivedIn([receipt(1, [])])).toEqual([]);
    const foreign = { ...receipt(1, [1]), evidence: new Uint8Array(utf8('{}')) };
    expect(receivedIn([foreign])).toEqual([]);
  });

  it('is what came and is not given now, with the release that it came by, as table and as JSON', async () => {
    const [received] = receivedIn([receipt(1, [1, 2, 3]), receipt(2, [3, 8])]);
    if (received === undefined) throw new Error('nothing was received');
    const withdrawn = await withdrawnNow(gatewayThat([[0, 2]]), received);
    expect([withdrawn.gone, withdrawn.over]).toEqual([
      [
        [3, 3],
        [8, 8],
      ],
      undefined,
    ]);
    expect(linesOf([withdrawn], []).map((line) => [line[4], line[6]])).toEqual([
      [3, 1],
      [3, 2],
      [8, 2],
    ]);
    const { datasets } = JSON.parse(jsonOf([withdrawn], [], new Date(0))) as { datasets: { count: number }[] };
    expect(datasets[0]?.count).toBe(2);
    expect(takenOut(withdrawn).map(({ held }) => held)).toEqual([[[1, 2]], []]);
  });

  it('is named as the files that it was saved to, until it is said to be taken out', async () => {
    const files = namedFiles([
      { item: 1, file: 'Condition-1.ndjson', bytes: 1 },
      { item: 12, file: 'item-12.dcm', bytes: 1 },
      { item: 2, file: 'Condition-2.ndjson', bytes: 1 },
    ]);
    const saved = { place: 'zip' as const, files };
    const [received] = receivedIn([{ ...receipt(1, [1, 2, 12]), saved }, receipt(2, [2])]);
    if (received === undefined) throw new Error('nothing was received');
    const withdrawn = await withdrawnNow(gatewayThat([[1, 1]]), received);
    expect(linesOf([withdrawn], []).map((line) => [line[4], line[8], line[9]])).toEqual([
      [2, 'Condition-2.ndjson', 'zip'],
      [12, 'item-12.dcm', 'zip'],
      [2, '', ''],
    ]);
    const { datasets } = JSON.parse(jsonOf([withdrawn], [], new Date(0))) as { datasets: { releases: unknown[] }[] };
    expect(datasets[0]?.releases[0]).toMatchObject({ place: 'zip', files: [{ item: 2 }, { file: 'item-12.dcm' }] });
    expect([...namesIn(takenOut(withdrawn)[0]?.saved?.files ?? [])]).toEqual([[1, 'Condition-1.ndjson']]);
  });

  it('is all of it where permit or version are over, and is not told where the gateway refuses for another reason', async () => {
    const [received] = receivedIn([receipt(1, [1, 2])]);
    if (received === undefined) throw new Error('nothing was received');
    const over = await withdrawnNow(gatewayThat('permit-inactive'), received);
    expect([over.gone, over.over]).toEqual([[[1, 2]], 'permit-inactive']);
    await expect(withdrawnNow(gatewayThat('purpose-not-permitted'), received)).rejects.toThrow('No.');
  });

  it('says of each permit why, and what another one that still counts lets be kept', async () => {
    const other = { ...REQUEST, permit: 4 } as AccessRequest;
    const [revoked, counts] = receivedIn([receipt(1, [1, 2, 3]), receipt(2, [2, 3, 4], other)]);
    if (revoked === undefined || counts === undefined) throw new Error('nothing was received');
    const over = await withdrawnNow(gatewayThat('permit-inactive'), revoked);
    const all = [over, await withdrawnNow(gatewayThat([[3, 4]]), counts)];
    const permits = [
      { permit: 3, state: 'revoked' },
      { permit: 4, state: 'active' },
    ] as Permit[];
    expect(linesOf(all, permits).map((line) => [line[3], line[4], line[10], line[11]])).toEqual([
      [3, 1, 'revoked', ''],
      [3, 2, 'revoked', ''],
      [3, 3, 'revoked', 4],
      [4, 2, 'consents', ''],
    ]);
    // Item 2, which must go under both, is one item.
    expect(goneCounts(all)).toEqual({ nowhere: 2, elsewhere: 1 });
    expect([...keptUnder(over, all)]).toEqual([[4, [[3, 3]]]]);
  });

  it.each([
    ['permit-inactive', 'revoked', 'revoked'],
    ['permit-inactive', 'expired', 'expired'],
    ['permit-inactive', 'datasetRetired', 'dataset'],
    ['permit-inactive', 'active', 'permit'],
    ['dataset-not-released', 'active', 'dataset'],
    ['nothing-covered', 'active', 'uncovered'],
    ['not-a-member', 'active', 'member'],
    [undefined, 'active', 'consents'],
  ] as const)('goes because of %s, of a permit that is %s, by the word “%s”', (over, state, why) => {
    expect(whyGone(over === undefined ? {} : { over }, { state })).toBe(why);
  });
});
