import {
  download,
  type GatewayClient,
  kindCounts,
  type Language,
  type OwnData,
  pinnedTrust,
  portableSha256,
} from '../../client/index.ts';
import { csvFile } from '../../core/csv-cells.ts';
import { MAX_ZIP_BYTES, MAX_ZIP_FILES, type ZipWriter } from '../parts/zip.ts';
import { fileName, foldersOf } from './file-names.ts';
import { readItem } from './readable.ts';

/** How far it is. */
export interface Progress {
  readonly items: number;
  readonly bytes: number;
}

/** What the files around the data say, in the language of the page. */
export interface ArchiveWords {
  readonly language: Language;
  readonly readme: string;
  readonly readmeName: string;
  readonly contentsName: string;
  readonly columns: readonly string[];
  readonly originals: string;
  readonly receipts: string;
}

/** An item is there twice, as it came and as an outline, which is longer. */
const FILES_AN_ITEM = 2;
const GROWTH = 4;

/** Whether an archive can hold all of it. */
export function fitsArchive(all: readonly OwnData[]): boolean {
  const { items, bytes } = totalOf(all);
  return items * FILES_AN_ITEM + 100 < MAX_ZIP_FILES && bytes * GROWTH < MAX_ZIP_BYTES;
}

export function totalOf(all: readonly OwnData[]): Progress {
  const sum = (of: (one: OwnData) => number) => all.reduce((total, one) => total + of(one), 0);
  return { items: sum(({ items }) => items), bytes: sum(({ bytes }) => bytes) };
}

/** Fetches all that there is of a person into an archive: nothing is written of an item that was not verified, and each release's receipt
 *  beside them. Throws as `download`: the archive is of no use then. */
export async function takeHome(
  gateway: GatewayClient,
  all: readonly OwnData[],
  zip: ZipWriter,
  {
    words,
    signal,
    told,
  }: { readonly words: ArchiveWords; readonly signal: AbortSignal; readonly told: (so: Progress) => void },
): Promise<void> {
  await zip.add(words.readmeName, written(words.readme));
  const rows: string[][] = [];
  const folders = foldersOf(all.map(({ name }) => name));
  let [items, bytes] = [0, 0];
  for (const [i, { name, request }] of all.entries()) {
    const folder = folders[i] ?? String(i + 1);
    const trust = await pinnedTrust(gateway, request);
    let parts: Uint8Array[] = [];
    for await (const event of download(gateway, request, trust, { signal, sha256: portableSha256 })) {
      if (event.type === 'release') {
        const path = `${folder}/${words.receipts}/${event.entry.seq}.tlog-proof`;
        await zip.add(path, written(event.receipt));
      } else if (event.type === 'item') parts = [];
      else if (event.type === 'data') parts.push(event.bytes.slice());
      else if (event.type === 'verified') {
        const content = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
        const row = await putItem(zip, { folder, words, number: event.item.index + 1, content });
        rows.push([...row, name, String(content.length)]);
        items++;
        bytes += content.length;
        told({ items, bytes });
      }
    }
  }
  await zip.add(words.contentsName, written(csvFile([words.columns, ...rows])));
  await zip.end();
}

interface FoundItem {
  readonly folder: string;
  readonly words: ArchiveWords;
  readonly number: number;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Names are of what the item is: nothing commits to the one that is suggested for it. Gives its path, and what it is. */
async function putItem(zip: ZipWriter, { folder, words, number, content }: FoundItem): Promise<[string, string]> {
  const item = readItem(content);
  const type = item?.type ?? 'file';
  const kind = kindCounts({ [type]: 1 }, words.language)[0]?.words ?? type;
  const original = `${folder}/${words.originals}/${fileName(type)}-${number}${item ? `.${item.extension}` : ''}`;
  await zip.add(original, content);
  if (item === undefined) return [original, kind];
  const path = `${folder}/${fileName(kind)}/${number}.txt`;
  await zip.add(path, written(item.outline));
  return [path, kind];
}

function written(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
