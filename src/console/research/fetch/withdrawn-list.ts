import type { Permit } from '../../../client/index.ts';
import { isoTime } from '../../words/times.ts';
import type { ReceiptToKeep } from '../receipt-to-keep.ts';
import { countIn, type ItemRanges } from './item-ranges.ts';
import { namesIn } from './named-files.ts';
import { keptUnder, permitKeeping, whyGone } from './why-gone.ts';
import { goneOf, type Withdrawn } from './withdrawn-since.ts';

/** A line for each item that must go, as tables and programs take it. */
export function linesOf(all: readonly Withdrawn[], permits: readonly Permit[]): (string | number)[][] {
  return all.flatMap((one) => {
    const { gone, name, request, receipts } = one;
    const [why, under] = [whyGone(one, permitOf(one, permits)), keptUnder(one, all)];
    return receipts.flatMap((receipt) => {
      const { entry, saved } = receipt;
      const names = namesIn(saved?.files ?? []);
      const facts = [name, request.dataset, request.version, request.permit ?? ''];
      return goneOf(receipt, gone).map((item) => [
        ...[...facts, item, entry.logId, entry.seq, isoTime(entry.time)],
        ...[names.get(item) ?? '', saved?.place ?? '', why, permitKeeping(under, item) ?? ''],
      ]);
    });
  });
}

export const COLUMNS = [
  ...['name', 'dataset', 'version', 'permit', 'item', 'log', 'entry', 'received', 'file', 'place'],
  ...['why', 'may be kept under permit'],
];

export function permitOf({ request }: Withdrawn, permits: readonly Permit[]): Permit | undefined {
  return permits.find(({ permit }) => permit === request.permit);
}

/** The same for programs; `asked` is when the gateway was asked. */
export function jsonOf(all: readonly Withdrawn[], permits: readonly Permit[], asked: Date): string {
  const datasets = all.map((one) => ({
    ...one,
    why: whyGone(one, permitOf(one, permits)),
    under: keptUnder(one, all),
  }));
  const told = datasets.map(({ request, name, receipts, gone, over, why, under }) => ({
    ...{ name, dataset: request.dataset, version: request.version, permit: request.permit, purpose: request.purpose },
    ...{ why, nothingMayBeKept: over !== undefined, items: gone, count: countIn(gone) },
    keptUnder: [...under].map(([permit, items]) => ({ permit, items })),
    releases: receipts.map((one) => ({
      ...{ log: one.entry.logId, entry: one.entry.seq, received: one.entry.time, place: one.saved?.place },
      files: filesOf(one, gone),
    })),
  }));
  return `${JSON.stringify({ format: 'custos/no-longer-permitted/v1', asked: asked.toISOString(), datasets: told }, undefined, 2)}\n`;
}

/** By their names, where the browser noted them. */
function filesOf(receipt: ReceiptToKeep, gone: ItemRanges): { readonly item: number; readonly file: string }[] {
  const names = namesIn(receipt.saved?.files ?? []);
  return goneOf(receipt, gone).flatMap((item) => {
    const file = names.get(item);
    return file === undefined ? [] : [{ item, file }];
  });
}
