import type { Bytes } from '../core/bytes.ts';
import type { ChainBlock } from './block.ts';

export interface NewsReader {
  /** A block is on stable storage. */
  onBlock(block: ChainBlock): void;
  /** A transaction waits for a block. */
  onTransaction(hash: Bytes): void;
}

/** Tells what happens on the chain to whoever reads it. Readers must not throw. */
export class News {
  readonly #readers = new Set<NewsReader>();

  /** Returns what ends it. */
  read(reader: NewsReader): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  block(block: ChainBlock): void {
    for (const reader of this.#readers) reader.onBlock(block);
  }

  transaction(hash: Bytes): void {
    for (const reader of this.#readers) reader.onTransaction(hash);
  }
}
