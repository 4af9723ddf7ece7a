const OID = /^(?:urn:oid:|oid:)?([0-2](?:\.\d+)+)$/i;

const PLAIN = /^[!-~]+$/;

/** The spelling in which identifiers are compared, `system|value`; null where there is no value. Values in Unicode
 *  NFC without control characters or white space at the ends, URNs in lower case; systems as `normalSystem` has them. */
export function normalIdentifier(system: string | null, value: string): string | null {
  const plain = PLAIN.test(value)
    ? value
    : value
        .normalize('NFC')
        .replace(/\p{Cc}/gu, '')
        .trim();
  if (plain === '') return null;
  return `${normalSystem(system ?? '')}|${/^urn:(?:uuid|oid):/i.test(plain) ? plain.toLowerCase() : plain}`;
}

/** A system's URI spelled one way: an OID as `urn:oid:`, scheme and host in lower case, no slash at the end. */
export function normalSystem(system: string): string {
  const known = remembered.get(system);
  if (known !== undefined) return known;
  const found = spelled(system);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(system, found);
  return found;
}

/** An export names few systems, each of them millions of times. */
const remembered = new Map<string, string>();
const MAX_REMEMBERED = 1024;

function spelled(system: string): string {
  const plain = system
    .normalize('NFC')
    .replace(/\p{Cc}/gu, '')
    .trim();
  const [, oid] = OID.exec(plain) ?? [];
  if (oid !== undefined) return `urn:oid:${oid}`;
  if (/^urn:/i.test(plain)) return plain.toLowerCase();
  return plain.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, (origin) => origin.toLowerCase()).replace(/\/+$/, '');
}
