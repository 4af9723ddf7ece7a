import { open } from 'node:fs/promises';

/** A Bundle says that it is one where it begins, whatever stands before its entries. */
const HEAD_BYTES = 64 * 1024;
const RESOURCE_TYPE = /^\s*[{[]([\s\S]*?)"resourceType"\s*:\s*"([A-Za-z]{1,40})"/;

/** Why a `.json` file of FHIR is not read as it is, and what makes of it what is read; undefined for another one. `shown`: its name. */
export async function reasonOfJson(path: string, shown: string): Promise<string | undefined> {
  const [, before = '', type] = RESOURCE_TYPE.exec(await headOf(path)) ?? [];
  if (type === undefined) return undefined;
  // Some programs write members by the alphabet: then the first type is that of an entry.
  const isBundle = type === 'Bundle' || /"entry"\s*:\s*\[/.test(before);
  const what = isBundle
    ? 'it is a FHIR Bundle, and what is read is NDJSON: each resource on a line of its own'
    : `it is a FHIR resource (${type}) in JSON, and what is read is NDJSON: each resource on a line of its own`;
  const name = quoted(shown);
  const lines = quoted(shown.replace(/\.json$/i, '.ndjson'));
  return `${what}. With jq: jq -c '${isBundle ? '.entry[].resource' : '.'}' ${name} > ${lines}`;
}

async function headOf(path: string): Promise<string> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '');
  } finally {
    await handle.close();
  }
}

/** For a shell. */
function quoted(name: string): string {
  return /^[A-Za-z0-9._/-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
}
