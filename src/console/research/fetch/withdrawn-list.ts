import { isoTime } from '../../words/times.ts';
import type { ReceiptToKeep } from '../receipt-to-keep.ts';
import { countIn, type ItemRanges } from './item-ranges.ts';
import { namesIn } from './named-files.ts';
import { goneOf, type Withdrawn } from './withdrawn-since.ts';

/** A line for each item that must go, as tables and programs take it. */
export function linesOf(all: readonly Withdrawn[]): (string | number)[][] {
  return all.flatMap(({ gone, name, request, receipts }) =>
    receipts.flatMap((receipt) => {
      const { entry, saved } = receipt;
      const names = namesIn(saved?.files ?? []);
      const facts = [name, request.dataset, request.version, request.permit ?? ''];
      return goneOf(receipt, gone).map((item) => [
        ...[...facts, item, entry.logId, entry.seq, isoTime(entry.time)],
        ...[names.get(item) ?? '', saved?.place ?? ''],
      ]);
    }),
  );
}

export const COLUMNS = ['name', 'dataset', 'version', 'permit', 'item', 'log', 'entry', 'received', 'file', 'place'];

/** The same for programs; `asked` is when the gateway was asked. */
export function jsonOf(all: readonly Withdrawn[], asked: Date): string {
  const datasets = all.map(({ request, name, receipts, gone, isAll }) => ({
    ...{ name, dataset: request.dataset, version: request.version, permit: request.permit, purpose: request.purpose },
    ...{ nothingMayBeKept: isAll, items: gone, count: countIn(gone) },
    releases: receipts.map((one) => ({
      ...{ log: one.entry.logId, entry: one.entry.seq, received: one.entry.time, place: one.saved?.place },
      files: filesOf(one, gone),
    })),
  }));
  return `${JSON.stringify({ format: 'custos/no-longer-permitted/v1', asked: asked.toISOString(), datasets }, undefined, 2)}\n`;
}

/** By their names, where the browser noted them. */
function filesOf(receipt: ReceiptToKeep, gone: ItemRanges): { readonly item: number; readonly file: string }[] {
  const names = namesIn(receipt.saved?.files ?? []);
  return goneOf(receipt, gone).flatMap((item) => {
    const file = names.get(item);
    return file === undefined ? [] : [{ item, file }];
  });
}
