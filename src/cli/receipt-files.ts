import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { wholeReceipt } from '../client/receipt-verdict.ts';
import { type Bytes, equalBytes, utf8 } from '../core/bytes.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { CustosError, ifReadable } from '../core/errors.ts';
import { MAX_EVIDENCE_BYTES } from '../core/evidence.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { keptProof } from '../core/kept-proof.ts';
import { PROOF_TITLE, parseProof } from '../core/proof.ts';
import { hasWordsAround } from '../core/words-around.ts';
import { readFileWithin } from './bounded-file.ts';
import { whereAbsent } from './fact-files.ts';
import { makeDirectory } from './make-directory.ts';
import { createWhole } from './whole-file.ts';

const MAX_BYTES = 2 ** 20;
/** Mode of a file that nobody but its owner reads. */
const OWN = 0o600;
const ENDING = '.tlog-proof';
const EVIDENCE_ENDING = '.evidence.json';

/** What proves one entry of a log. */
export interface KeptReceipt {
  readonly entry: Entry;
  /** tlog-proof@v1. */
  readonly receipt: string;
  /** Exact bytes of the entry's evidence, where they are known: they say what the entry only names by a digest. */
  readonly evidence?: Bytes | undefined;
}

/** Keeps a receipt as `<data>/receipts/<log>-<entry>.tlog-proof`, on stable storage, and gives the path; its evidence as
 *  `evidencePath` says. As `writeReceipt` where another is there. */
export async function keepReceipt(dataDir: string, kept: KeptReceipt): Promise<string> {
  const { entry, receipt } = kept;
  const path = join(receiptDirectory(dataDir), `${entry.logId.slice(2, 18)}-${entry.seq}${ENDING}`);
  try {
    return await writeReceipt(path, kept, OWN);
  } catch (cause) {
    if (cause instanceof CustosError) throw cause;
    throw new CustosError(
      'IO_FAILED',
      `It is done, but its receipt cannot be kept at ${path}: ${fileTrouble(cause)}. Keep it yourself:\n${receipt}`,
      { cause },
    );
  }
}

export function receiptDirectory(dataDir: string): string {
  return join(dataDir, 'receipts');
}

/** Writes a receipt, and its evidence beside it, which is for its owner alone, and gives the path. The evidence first:
 *  where a receipt stands, what opens it does. A file that holds something else is never replaced: the receipt is then kept
 *  beside it, by its digest. PROOF_INVALID, with both kept, where that one is of another entry of the same log and number:
 *  the two prove that the log forked. */
export async function writeReceipt(path: string, kept: KeptReceipt, mode: number): Promise<string> {
  await makeDirectory(dirname(path), 0o700);
  if (await isKept(path, kept, mode)) return path;
  const beside = `${path.slice(0, -ENDING.length)}-${contentDigest(kept)}${ENDING}`;
  if (!(await isKept(beside, kept, mode))) {
    throw new CustosError(
      'IO_FAILED',
      `Another file is at ${beside}. Move it away, and keep this receipt:\n${kept.receipt}`,
    );
  }
  if (!(await isForked(path, kept))) return beside;
  throw new CustosError(
    'PROOF_INVALID',
    `The log gave out two entries of number ${kept.entry.seq}: ${path} and ${beside} are their receipts. Keep both, and give them to an auditor.`,
  );
}

/** Whether the receipt stands at the path, now or since before. */
async function isKept(path: string, { receipt, evidence }: KeptReceipt, mode: number): Promise<boolean> {
  const there = await bytesAt(path);
  if (there !== undefined && !there.equals(utf8(receipt))) return false;
  if (evidence && !(await holds(evidencePath(path), evidence, OWN))) return false;
  return holds(path, utf8(receipt), mode);
}

/** Whether the file has the content; one that is not there is made. */
async function holds(path: string, content: Bytes, mode: number): Promise<boolean> {
  return (await createWhole(path, content, mode)) || (await bytesAt(path))?.equals(content) === true;
}

async function bytesAt(path: string): Promise<Buffer | undefined> {
  const bytes = await readFileWithin(path, MAX_EVIDENCE_BYTES + MAX_BYTES).catch(whereAbsent('absent' as const));
  return bytes === 'absent' ? undefined : Buffer.from(bytes ?? '');
}

async function isForked(path: string, { entry, receipt }: KeptReceipt): Promise<boolean> {
  const there = parseProof(await readReceipt(path).catch(() => utf8(receipt))).extra;
  const given = parseProof(utf8(receipt)).extra;
  if (there === undefined || given === undefined || equalBytes(there, given)) return false;
  const other = ifReadable(() => decodeEntry(there));
  return other?.logId === entry.logId && other.seq === entry.seq;
}

function contentDigest({ receipt, evidence }: KeptReceipt): string {
  const digest = createHash('sha256').update(receipt);
  return digest
    .update(evidence ?? '')
    .digest('hex')
    .slice(0, 16);
}

/** Where the evidence of a receipt is kept: beside it, as `<name>.evidence.json` instead of `<name>.tlog-proof`. */
export function evidencePath(receipt: string): string {
  return `${receipt.endsWith(ENDING) ? receipt.slice(0, -ENDING.length) : receipt}${EVIDENCE_ENDING}`;
}

/** Reads a receipt, whatever stands around it in the file (`keptProof`). INPUT_INVALID where there is none. */
export async function readReceipt(file: string): Promise<Bytes> {
  return (await readReceiptFile(file)).receipt;
}

/** As `readReceipt`, and whether words stand around it, which it does not prove. */
export async function readReceiptFile(
  file: string,
): Promise<{ readonly receipt: Bytes; readonly hasWordsAround: boolean }> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: unknown) => {
    throw new CustosError('INPUT_INVALID', `The receipt ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  try {
    if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `A receipt has at most ${MAX_BYTES} bytes.`);
    return { receipt: wholeReceipt(bytes), hasWordsAround: hasWordsAround(bytes) };
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `${file} is no receipt: ${notReceiptWords(file, bytes, cause)}`, { cause });
  }
}

/** What is wrong with a file that should be a receipt: what it is instead, or where it ends being one. */
function notReceiptWords(file: string, bytes: Bytes | undefined, cause: unknown): string {
  if (bytes?.length === 0) return 'it is empty.';
  if (file.endsWith(EVIDENCE_ENDING)) {
    const receipt = `${file.slice(0, -EVIDENCE_ENDING.length)}${ENDING}`;
    return `it is the evidence beside one. Give the receipt itself: ${receipt}.`;
  }
  if (bytes === undefined) return (cause as Error).message;
  const begins = utf8(PROOF_TITLE);
  const found = ifReadable(() => keptProof(bytes));
  if (found === undefined) return (cause as Error).message;
  const isBegun = equalBytes(found.subarray(0, begins.length), begins);
  if (!isBegun) return `it has no line ${PROOF_TITLE}. Receipts are files that end in ${ENDING}.`;
  return `it begins as one, and was damaged or cut off. ${(cause as Error).message} Get it anew, or from a copy.`;
}

/** The evidence beside a receipt as it was written, undefined where there is none. INPUT_TOO_LARGE where it can be none;
 *  IO_FAILED where it cannot be read. */
export async function readEvidence(receipt: string): Promise<Bytes | undefined> {
  const path = evidencePath(receipt);
  const bytes = await readFileWithin(path, MAX_EVIDENCE_BYTES + 2).catch(whereAbsent('absent' as const));
  if (bytes === 'absent') return undefined;
  if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `${path} is too large to be evidence.`);
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0;
  return bytes.subarray(0, bytes.length - end);
}
