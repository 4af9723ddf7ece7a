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
import { fileName, foldersOf } from '../parts/file-names.ts';
import { MAX_ZIP_BYTES, MAX_ZIP_FILES, type ZipWriter } from '../parts/zip.ts';
import { type ReadableItem, readItem, readRecord } from './readable.ts';
import { type Attachment, extensionOf } from './record/attachments.ts';

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
  /** What a file begins with. */
  readonly title: (kind: string) => string;
}

/** An item is there twice, as it came and in words, which are longer, and the documents in it once more. */
const FILES_AN_ITEM = 3;
const GROWTH = 4;
const RULE = '-'.repeat(40);

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
  // What stands beside the collections has its names first.
  const [originals = '', receipts = '', ...folders] = foldersOf([
    ...[words.originals, words.receipts],
    ...all.map(({ name }) => name),
  ]);
  let [items, bytes] = [0, 0];
  for (const [i, { name, request }] of all.entries()) {
    const folder = folders[i] ?? String(i + 1);
    const trust = await pinnedTrust(gateway, request);
    let parts: Uint8Array[] = [];
    for await (const event of download(gateway, request, trust, { signal, sha256: portableSha256 })) {
      if (event.type === 'release') {
        const path = `${receipts}/${folder}/${event.entry.seq}.tlog-proof`;
        await zip.add(path, written(event.receipt));
      } else if (event.type === 'item') parts = [];
      else if (event.type === 'data') parts.push(event.bytes.slice());
      else if (event.type === 'verified') {
        const content = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
        const found = { folder, originals, words, number: event.item.index + 1, content };
        for (const [path, kind, size] of await putItem(zip, found)) rows.push([path, kind, name, String(size)]);
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
  readonly originals: string;
  readonly words: ArchiveWords;
  readonly number: number;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** A file of the archive: where it is, what it is, and its bytes. */
type Put = readonly [path: string, kind: string, size: number];

/** Names are of what the item is: nothing commits to the one that is suggested for it. */
async function putItem(zip: ZipWriter, found: FoundItem): Promise<Put[]> {
  const { folder, originals, words, number, content } = found;
  const item = readItem(content);
  const type = item?.type ?? 'file';
  const kind = kindCounts({ [type]: 1 }, words.language)[0]?.words ?? type;
  if (item === undefined) {
    const path = `${folder}/${fileName(kind) || number}/${number}.${extensionOf(content)}`;
    await zip.add(path, content);
    return [[path, kind, content.length]];
  }
  await zip.add(`${originals}/${folder}/${fileName(type)}-${number}.${item.extension}`, content);
  return putWords(zip, item, kind, found);
}

/** What an item says as one text, and beside it the documents in it that are no text. */
async function putWords(zip: ZipWriter, item: ReadableItem, kind: string, found: FoundItem): Promise<Put[]> {
  const { folder, words, number } = found;
  const documents: (readonly [name: string, bytes: Attachment['bytes']])[] = [];
  const fileOf = ({ extension, bytes }: Attachment) => {
    const name = `${number}${documents.length === 0 ? '' : `-${documents.length + 1}`}.${extension}`;
    documents.push([name, bytes]);
    return name;
  };
  const records = item.records.map((record) => readRecord(record, words.language, fileOf));
  const head = `${begun(words.title(kind))}\r\n`;
  const text = written([head, ...records.map((one) => one.text)].join(`${RULE}\r\n\r\n`));
  const [only] = records.length === 1 ? records : [];
  const place = `${folder}/${fileName(kind) || number}`;
  const path = `${place}/${fileName([number, only?.name].filter((part) => part !== undefined).join(' '))}.txt`;
  await zip.add(path, text);
  for (const [name, bytes] of documents) await zip.add(`${place}/${name}`, bytes);
  return [
    [path, kind, text.length] as const,
    ...documents.map(([name, { length }]) => [`${place}/${name}`, kind, length] as const),
  ];
}

function begun(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function written(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
