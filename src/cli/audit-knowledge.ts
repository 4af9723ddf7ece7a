import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { readFileWithin } from './bounded-file.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const MONDO = /^MONDO:[0-9]{7}$/;

/** Parameters of versions' conditions of use: one JSON object, or a list of such. Which of them counts for which version is
 *  decided by the digest on chain. INPUT_INVALID. */
export async function readParameters(file: string): Promise<readonly unknown[]> {
  const value = await readJson(file);
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))) return given;
  throw new CustosError(
    'INPUT_INVALID',
    `${file} holds no parameters. Give an object such as {"disease":"MONDO:0005015"}, as the holder publishes it with the dataset, or a list of them.`,
  );
}

/** What lies above each disease: a JSON object from each MONDO id to the list of all ids above it. INPUT_INVALID. */
export async function readDiseases(file: string): Promise<(disease: string) => ReadonlySet<string> | undefined> {
  const value = await readJson(file);
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const isRead = entries.length > 0 && entries.every(([id, above]) => MONDO.test(id) && isIds(above));
  if (!isRead) {
    throw new CustosError(
      'INPUT_INVALID',
      `${file} holds no diseases. Give an object from each MONDO id to all ids above it, such as {"MONDO:0005148":["MONDO:0005015"]}.`,
    );
  }
  const ancestors = new Map(entries.map(([id, above]) => [id, new Set(above as string[])]));
  return (disease) => ancestors.get(disease);
}

function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string' && MONDO.test(id));
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The file ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `The file ${file} has more than 64 MiB.`);
  try {
    // Editors of some systems put a byte order mark before the text.
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', `The file ${file} is no JSON.`, { cause });
  }
}
