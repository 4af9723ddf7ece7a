import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { checkParameters } from '../core/purposes.ts';
import { readFileWithin } from './bounded-file.ts';
import { jsonPlace } from './config-fault.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MONDO = /^MONDO:[0-9]{7}$/;

/** Parameters of versions' conditions of use: one JSON object, or a list of such. Which of them counts for which version is
 *  decided by the digest on chain. INPUT_INVALID. */
export async function readParameters(file: string): Promise<readonly unknown[]> {
  const value = await readJson(file);
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length === 0 || !given.every(isObject)) {
    throw invalid(
      `${file} holds no parameters. Give an object such as {"disease":"MONDO:0005015"}, as the holder publishes it with the dataset, or a list of them.`,
    );
  }
  for (const [place, one] of given.entries()) checkOne(file, given.length === 1 ? '' : `, number ${place + 1}`, one);
  return given;
}

/** Sentences on those that the ledger has no version for; `unmatched` by their places from 0. */
export function unmatchedWords(file: string | undefined, unmatched: readonly number[] = []): string[] {
  if (file === undefined || unmatched.length === 0) return [];
  const which = unmatched.map((place) => place + 1).join(', ');
  return [
    `WARNING: ${file} holds parameters of no dataset’s version on this ledger (number ${which}). They were left aside: give them just as the holder published them with the version, all members and no others.`,
  ];
}

/** What lies above each disease: a JSON object from each MONDO id to the list of all ids above it. INPUT_INVALID. */
export async function readDiseases(file: string): Promise<(disease: string) => ReadonlySet<string> | undefined> {
  const value = await readJson(file);
  const entries = isObject(value) ? Object.entries(value) : [];
  const wrong = entries.find(([id, above]) => !MONDO.test(id) || !isIds(above));
  if (entries.length === 0 || wrong !== undefined) {
    const which = wrong === undefined ? '' : ` Wrong is ${JSON.stringify(wrong[0].slice(0, 40))}.`;
    throw invalid(
      `${file} holds no diseases. Give an object from each MONDO id to all ids above it, such as {"MONDO:0005148":["MONDO:0005015"]}.${which}`,
    );
  }
  const ancestors = new Map(entries.map(([id, above]) => [id, new Set(above as string[])]));
  return (disease) => ancestors.get(disease);
}

/** What no holder can have published is mistyped. */
function checkOne(file: string, which: string, value: unknown): void {
  try {
    checkParameters(value as Json);
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw new CustosError(
      'INPUT_INVALID',
      `${file}${which}: ${cause.message.replace(/\.$/, '')}. Nothing was audited.`,
      {
        cause,
      },
    );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && MONDO.test(id));
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The file ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `The file ${file} has more than 64 MiB.`);
  const text = textOf(file, bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `The file ${file} is no JSON${jsonPlace(text, cause)}.`, { cause });
  }
}

/** Without the byte order mark that editors of some systems put before it. */
function textOf(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `The file ${file} is no UTF-8 text. Save it as UTF-8.`, { cause });
  }
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
