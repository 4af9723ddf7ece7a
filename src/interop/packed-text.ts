import { isUtf8 } from 'node:buffer';
import { gunzipSync, inflateSync } from 'node:zlib';

/** Texts that lie within each other more deeply are not unpacked; see `PackedTexts.tooDeep`. */
const MAX_DEPTH = 6;
/** What one packed text is read of: messages are shorter, and letters say at their beginning whose they are. */
const MAX_TEXT = 512 * 1024;
/** What all that is packed in a resource is read of. */
const MAX_ALL = 4 * 1024 * 1024;
const MAX_PREFIX = 256;
/** What of a run of characters tells whether it packs a text. */
const SAMPLE = 64;
const BASE64 = /^[A-Za-z0-9+/_=\s-]+$/;
const MIN_RUN = 16;
const IN_RUN = Uint8Array.from({ length: 128 }, (_, code) => Number(/[A-Za-z0-9+/_-]/.test(String.fromCharCode(code))));
/** At least `MIN_RUN` characters. */
const RUN = /[A-Za-z0-9+/_-]{16,}(?:\s{1,4}[A-Za-z0-9+/_-]{4,})*/g;
const HEX = /^(?:[0-9a-f]{2}\s?){8,}$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const URL_ALONE = /^(?:https?:\/\/|urn:)[^\s%?]*$/i;
const DATA_URL = /data:([^,\s"'<>]{0,200}),([^\s"'<>]*)/gi;
const PER_CENT = /(?:%[0-9a-f]{2})+/gi;
const QUOTED_PRINTABLE = /=(?:\r?\n|[0-9A-F]{2})/;
const ESCAPED = /\\(?:u([0-9a-f]{4})|([/"\\nrt]))/gi;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** What is packed in the texts of one resource, in whatever way: base64, hex, gzip, `data:` URLs, per cent signs,
 *  quoted-printable, escapes of JSON; and in each other. */
export class PackedTexts {
  /** Whether anything that is said to be packed was not read whole: pictures, archives, what is too much. */
  unread = false;
  /** Whether more lies within than is unpacked: honest documents do not nest so. */
  tooDeep = false;
  /** Whether the text of the last reading is base64 as a whole, and says nothing but what it packs. */
  isPacking = false;
  #left = MAX_ALL;

  /** The texts within `text`, each once. `declared`: its place says that it is packed as base64. */
  within(text: string, declared: boolean): string[] {
    this.isPacking = false;
    if (!declared && (text.length < 16 || UUID.test(text) || URL_ALONE.test(text))) return [];
    const found = new Set<string>();
    let level = declared ? this.#declared(text) : this.#layersOf(text);
    for (let depth = 1; level.length > 0; depth++) {
      const fresh = level.filter((one) => !found.has(one) && one !== text);
      if (depth > MAX_DEPTH) {
        this.tooDeep ||= fresh.length > 0;
        break;
      }
      for (const one of fresh) found.add(one);
      level = fresh.flatMap((one) => this.#layersOf(one));
    }
    return [...found];
  }

  #declared(text: string): string[] {
    if (/^data:/i.test(text)) return this.#layersOf(text);
    const packed = text.slice(0, MAX_TEXT + MAX_PREFIX);
    if (packed.length < text.length) this.unread = true;
    if (!BASE64.test(packed)) return this.#layersOf(text);
    const read = this.#textOf(Buffer.from(packed, 'base64')) ?? this.#hexIn(packed);
    if (read === null) this.unread = true;
    this.isPacking = read !== null && packed.length === text.length;
    return read === null ? [] : [read];
  }

  /** What lies one layer within a text. */
  #layersOf(text: string): string[] {
    if (text.length > MAX_TEXT) this.unread = true;
    const read = text.slice(0, MAX_TEXT);
    const layers = [...this.#urlsIn(read), ...this.#runsIn(read)];
    if (read.includes('%')) layers.push(read.replace(PER_CENT, fromPerCent));
    if (read.includes('=') && QUOTED_PRINTABLE.test(read)) layers.push(fromQuotedPrintable(read));
    if (read.includes('\\')) layers.push(read.replace(ESCAPED, fromEscape));
    return layers.filter((layer) => layer !== read && this.#affords(layer));
  }

  #urlsIn(text: string): string[] {
    if (!text.includes(':') || !/data:/i.test(text)) return [];
    return [...text.matchAll(DATA_URL)].flatMap(([, type = '', data = '']) => {
      const read = /;\s*base64$/i.test(type)
        ? this.#textOf(Buffer.from(data.replace(PER_CENT, fromPerCent), 'base64'))
        : data.replace(PER_CENT, fromPerCent);
      if (read === null) this.unread = true;
      return read === null ? [] : [read];
    });
  }

  #runsIn(text: string): string[] {
    if (!holdsRun(text)) return [];
    return [...text.matchAll(RUN)].flatMap(([run]) => {
      if (UUID.test(run)) return [];
      const read = looksPacked(run) ? this.#textOf(Buffer.from(run, 'base64')) : null;
      return [read, this.#hexIn(run)].filter((one) => one !== null);
    });
  }

  #hexIn(run: string): string | null {
    return HEX.test(run) ? this.#textOf(Buffer.from(run.replace(/\s/g, ''), 'hex')) : null;
  }

  /** Null where the bytes are no text. */
  #textOf(bytes: Buffer): string | null {
    const plain = unpacked(bytes);
    if (plain !== null) return plain.length > MAX_TEXT ? plain.toString('utf8', 0, MAX_TEXT) : textIn(plain);
    this.unread = true;
    return null;
  }

  #affords(layer: string): boolean {
    this.#left -= layer.length;
    if (this.#left < 0) this.unread = true;
    return this.#left >= 0;
  }
}

/** Whether `RUN` finds anything: most texts are words, and told so many times faster. */
function holdsRun(text: string): boolean {
  for (let at = MIN_RUN - 1; at < text.length; ) {
    if (IN_RUN[text.charCodeAt(at)] !== 1) {
      at += MIN_RUN; // no run goes through here
      continue;
    }
    let from = at;
    while (from > 0 && at - from < MIN_RUN - 1 && IN_RUN[text.charCodeAt(from - 1)] === 1) from--;
    let to = at + 1;
    while (to - from < MIN_RUN && IN_RUN[text.charCodeAt(to)] === 1) to++;
    if (to - from === MIN_RUN) return true;
    at = to + MIN_RUN;
  }
  return false;
}

/** Whether the beginning of a run is that of a text, or of what gzip packed. */
function looksPacked(run: string): boolean {
  const bytes = Buffer.from(run.slice(0, 2 * SAMPLE), 'base64').subarray(0, SAMPLE);
  return isGzip(bytes) || isZlib(bytes) || textIn(bytes) !== null;
}

/** What gzip or zlib packed, the bytes themselves otherwise; null where it is damaged or too much. */
function unpacked(bytes: Buffer): Buffer | null {
  try {
    if (isGzip(bytes)) return gunzipSync(bytes, { maxOutputLength: MAX_ALL });
    if (isZlib(bytes)) return inflateSync(bytes, { maxOutputLength: MAX_ALL });
  } catch {
    return isGzip(bytes) ? null : bytes;
  }
  return bytes;
}

function textIn(bytes: Buffer): string | null {
  if (bytes.toString('latin1', 0, 4) === '%PDF') return null;
  const [first, second] = [bytes[0], bytes[1]];
  const { length, even, odd, printable, controls } = sampled(bytes);
  if ((first === 0xff && second === 0xfe) || odd > length / 4) return bytes.toString('utf16le');
  if ((first === 0xfe && second === 0xff) || even > length / 4)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  if (even + odd > 0) return null;
  const isText = printable >= 0.8 * length || (controls === 0 && isUtf8(bytes));
  return isText ? bytes.toString('utf8') : null;
}

/** Of the beginning: zeros at even and odd places, characters of ASCII that show, and those that steer. */
function sampled(bytes: Buffer) {
  const length = Math.min(bytes.length, SAMPLE);
  const seen = { length, even: 0, odd: 0, printable: 0, controls: 0 };
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) seen[i % 2 === 0 ? 'even' : 'odd']++;
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) seen.printable++;
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) seen.controls++;
  }
  return seen;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZlib(bytes: Buffer): boolean {
  return bytes[0] === 0x78 && bytes.length > 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function fromPerCent(escapes: string): string {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
}

function fromQuotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/(?:=[0-9A-F]{2})+/g, (escapes) => Buffer.from(escapes.replaceAll('=', ''), 'hex').toString('utf8'));
}

function fromEscape(_: string, code: string | undefined, character = ''): string {
  return code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16));
}
