/** Files as one ZIP archive (PKWARE APPNOTE 6.3.10), stored and not compressed, named in UTF-8. Without ZIP64: no more than these. */
export const MAX_ZIP_FILES = 0xffff - 1;
export const MAX_ZIP_BYTES = 0xffff_ffff;

const UTF8_NAMES = 1 << 11;
const VERSION = 20;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** Writes an archive as it goes: nothing of a file is kept once it is written. One call after the other. */
export class ZipWriter {
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly #when: readonly [time: number, date: number];
  readonly #central: Uint8Array<ArrayBuffer>[] = [];
  #at = 0;

  constructor(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>, now: Date) {
    this.#write = write;
    this.#when = dosTime(now);
  }

  /** The path has `/` between folders. Throws RangeError beyond what an archive holds: it is of no use then. */
  async add(path: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const name = new TextEncoder().encode(path);
    const offset = this.#at;
    if (this.#central.length >= MAX_ZIP_FILES || offset + content.length > MAX_ZIP_BYTES - 2 ** 24) {
      throw new RangeError('The archive holds no more.');
    }
    const facts = [
      ...[u16(VERSION), u16(UTF8_NAMES), u16(0), ...this.#when.map(u16)],
      ...[u32(crc32(content)), u32(content.length), u32(content.length), u16(name.length), u16(0)],
    ];
    await this.#put(joined([u32(LOCAL), ...facts, name]));
    await this.#put(content);
    const own = [u16(0), u16(0), u16(0), u32(0), u32(offset), name];
    this.#central.push(joined([u32(CENTRAL), u16(VERSION), ...facts, ...own]));
  }

  /** After the last file: without it nothing opens the archive. */
  async end(): Promise<void> {
    const [begins, files] = [this.#at, this.#central.length];
    for (const one of this.#central) await this.#put(one);
    const sizes = [u16(files), u16(files), u32(this.#at - begins), u32(begins), u16(0)];
    await this.#put(joined([u32(END), u16(0), u16(0), ...sizes]));
  }

  async #put(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#at += bytes.length;
    await this.#write(bytes);
  }
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Of the place where the person is, in steps of two seconds, from 1980 on. */
function dosTime(at: Date): [time: number, date: number] {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  return [time, ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()];
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value, value >> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
