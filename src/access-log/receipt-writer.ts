import type { Bytes } from '../core/bytes.ts';

const HEADER = 'c2sp.org/tlog-proof@v1\nextra ';

/** Writes the receipts of one group: byte for byte what core's `renderProof` writes. All of them end in one note, and
 *  their paths share all but the lowest hashes, so each hash is turned into text once. */
export class ReceiptWriter {
  readonly #note: Bytes;
  readonly #lines = new Map<Bytes, string>();

  /** `note` is the signed checkpoint that the receipts lead to. */
  constructor(note: Bytes) {
    this.#note = note;
  }

  write(entry: Bytes, index: number, path: readonly Bytes[]): Bytes {
    let text = `${HEADER}${base64(entry)}\nindex ${index}\n`;
    for (const hash of path) text += this.#line(hash);
    text += '\n';
    const receipt = Buffer.allocUnsafe(text.length + this.#note.length);
    receipt.write(text, 'latin1');
    receipt.set(this.#note, text.length);
    return receipt;
  }

  #line(hash: Bytes): string {
    const known = this.#lines.get(hash);
    if (known !== undefined) return known;
    const line = `${base64(hash)}\n`;
    this.#lines.set(hash, line);
    return line;
  }
}

function base64(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
