import type { ContentItem } from '../../../client/index.ts';

/** One archive, or a folder with a file for each item. */
export type Place = 'zip' | 'folder';

/** An item that is kept. */
export interface KeptItem {
  readonly item: number;
  readonly file: string;
  readonly bytes: number;
}

/** Where a download goes. Nothing of an item stands there by its name before it is verified. One call after the other. */
export interface Target {
  readonly place: Place;
  /** Items that are there, by their numbers. */
  readonly kept: ReadonlyMap<number, KeptItem>;
  /** More of the item that is under way; the bytes are the caller's again afterwards. */
  write(item: ContentItem, bytes: Uint8Array): Promise<void>;
  /** The item that is under way is whole and right. */
  keep(item: ContentItem): Promise<void>;
  /** What came of an item is not kept. */
  drop(): Promise<void>;
  receipt(name: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Takes items out, where it can. */
  readonly remove?: (items: readonly number[]) => Promise<void>;
  /** At the end, whatever it was: what is kept can be used then. */
  close(): Promise<void>;
}

/** Of its own memory, as files take it. */
export function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

export function lines(kept: Iterable<KeptItem>): Uint8Array<ArrayBuffer> {
  const text = Array.from(kept, (one) => `${JSON.stringify(one)}\n`).join('');
  return new TextEncoder().encode(text);
}
