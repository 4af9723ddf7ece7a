import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bytes, utf8, utf8Decode } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { parseProof } from '../core/proof.ts';
import { RESEARCH_PURPOSES } from '../core/purpose-table.ts';
import { readFileWithin } from './bounded-file.ts';
import { isoTime } from './output.ts';

const MAX_BYTES = 2 ** 20;

/** Keeps a receipt as `<data>/receipts/<log>-<entry>.tlog-proof`, on stable storage, and gives the path. */
export async function keepReceipt(dataDir: string, { logId, seq }: Entry, receipt: string): Promise<string> {
  const directory = join(dataDir, 'receipts');
  const path = join(directory, `${logId.slice(2, 18)}-${seq}.tlog-proof`);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = await open(`${path}.part`, 'w', 0o600);
    await file
      .writeFile(receipt)
      .then(() => file.sync())
      .finally(() => file.close());
    await rename(`${path}.part`, path);
    return path;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CustosError(
      'IO_FAILED',
      `It is done, but its receipt cannot be kept at ${path} (${code}). Keep it yourself:\n${receipt}`,
      { cause },
    );
  }
}

/** Reads a receipt. A file that people saved may have gained the end of a line, or a mark of its encoding at its start.
 *  INPUT_INVALID where it is none. */
export async function readReceipt(file: string): Promise<Bytes> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The receipt ${file} cannot be read (${cause.code}).`, { cause });
  });
  try {
    if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `A receipt has at most ${MAX_BYTES} bytes.`);
    const text = utf8Decode(bytes)
      .replace(/^\ufeff/, '')
      .replaceAll('\r\n', '\n');
    const receipt = utf8(`${text.replace(/\n+$/, '')}\n`);
    parseProof(receipt);
    return receipt;
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `${file} is no receipt: it is not of the form tlog-proof@v1.`, { cause });
  }
}

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  'release released': 'items of a dataset were released',
  'release refused': 'a request was refused, and nothing was released',
  'release interrupted': 'a release was cut off',
  'release emergency': 'items were released in an emergency, without a consent',
  'release self': 'a patient read its own data',
  'revocation acknowledged': 'a withdrawal was taken: it counts from this entry on',
  'relay mined': 'a withdrawal reached the ledger',
  'relay rejected': 'the ledger refused a withdrawal',
  'erasure erased': 'a patient was erased',
  'start started': 'the log was started',
  'restore restored': 'the log was restored from a backup',
  'key rotated': 'the log’s key was replaced',
};

/** What an entry says, for people. */
export function entryWords(entry: Entry): string[] {
  const { kind, outcome, seq, time, logId, dataset, version, purpose, requester, rows, permit } = entry;
  const use = RESEARCH_PURPOSES.find(({ code }) => code === purpose);
  return [
    `entry ${seq} of log ${logId}, ${isoTime(time)}: ${OUTCOME_WORDS[`${kind} ${outcome}`] ?? `${kind}, ${outcome}`}`,
    ...(rows === undefined ? [] : [`  ${rows.count} items`]),
    ...(dataset === undefined ? [] : [`  dataset ${dataset}, version ${version}`]),
    ...(requester === undefined
      ? []
      : [`  asked for by ${requester}${permit === undefined ? '' : ` under permit ${permit}`}`]),
    ...(use === undefined ? [] : [`  for ${use.label} (${use.source})`]),
  ];
}
