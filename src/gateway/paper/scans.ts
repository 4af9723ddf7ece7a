import { type Bytes, concat, fromBase64, toBase64 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { MAX_SCAN_BYTES, scanDigest, scanType } from '../../core/paper-form.ts';
import type { KeptScan, PaperTables, Recorder } from '../records/gateway-records.ts';
import { formId } from './form-id.ts';

/** In base64 a record holds it. */
const PART_BYTES = 2 * 1024 * 1024;

/** Scans of forms, under each patient's key, with which they go. */
export class Scans {
  readonly #tables: Pick<PaperTables, 'scans' | 'scanParts'>;

  constructor(tables: Pick<PaperTables, 'scans' | 'scanParts'>) {
    this.#tables = tables;
  }

  /** Durable once resolved; the same again changes nothing. INPUT_INVALID where the bytes are not those of the digest, or no scan by what
   *  they are. KEY_SHREDDED for an erased patient. */
  async keep(subject: Pseudonym, form: Digest, scan: Bytes, by: Recorder): Promise<KeptScan> {
    const mediaType = scanType(scan);
    if (mediaType === undefined || scan.length > MAX_SCAN_BYTES) throw noScan();
    if (scanDigest(scan) !== form) {
      throw new CustosError('INPUT_INVALID', 'The scan is not the one of this digest. Nothing was kept.');
    }
    const before = await this.about(subject, form);
    if (before !== undefined) return before;
    const key = keyOf(subject, form);
    for (const [i, part] of partsOf(scan).entries()) {
      await this.#tables.scanParts.put(`${key}/${i}`, toBase64(part), subject);
    }
    const kept = { mediaType, bytes: scan.length, by, at: Date.now() };
    await this.#tables.scans.put(key, kept, subject);
    return kept;
  }

  /** Undefined where none is kept, and for an erased patient. */
  async about(subject: Pseudonym, form: Digest): Promise<KeptScan | undefined> {
    const [kept] = await this.aboutEach(subject, [form]);
    return kept;
  }

  /** As `about`, in the order of the forms. */
  aboutEach(subject: Pseudonym, forms: readonly Digest[]): Promise<(KeptScan | undefined)[]> {
    return this.#tables.scans.getMany(forms.map((form) => keyOf(subject, form)));
  }

  /** NOT_FOUND where none is kept; STORE_CORRUPT where what is kept is another one. */
  async read(subject: Pseudonym, form: Digest): Promise<{ readonly kept: KeptScan; readonly scan: Bytes }> {
    const kept = await this.about(subject, form);
    if (kept === undefined) throw new CustosError('NOT_FOUND', 'No scan of that form is kept here.');
    const key = keyOf(subject, form);
    const count = Math.ceil(kept.bytes / PART_BYTES);
    const parts = await this.#tables.scanParts.getMany(Array.from({ length: count }, (_, i) => `${key}/${i}`));
    const scan = concat(...parts.map((part) => fromBase64(part ?? '')));
    if (scanDigest(scan) === form) return { kept, scan };
    throw new CustosError('STORE_CORRUPT', 'The scan that is kept is not the one of its digest. Hand it over again.');
  }
}

function keyOf(subject: Pseudonym, form: Digest): string {
  return formId(subject, form).slice(2);
}

function partsOf(scan: Bytes): Bytes[] {
  const count = Math.ceil(scan.length / PART_BYTES);
  return Array.from({ length: count }, (_, i) => scan.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
}

function noScan(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `A scan is a PDF, PNG, JPEG or TIFF of at most ${MAX_SCAN_BYTES / 1024 / 1024} MiB, by what its bytes are. Nothing was kept.`,
  );
}
