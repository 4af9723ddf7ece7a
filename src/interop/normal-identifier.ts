const OID = /^(?:urn:oid:|oid:)?([0-2](?:\.\d+)+)$/i;

/** A system that is spelled so already, as nearly all are. */
const NORMAL = /^(?:https?:\/\/[a-z0-9.:-]+(?:\/[!-~]*[!-.0-~])?|urn:oid:[0-2](?:\.\d+)+)$/;
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
  if (NORMAL.test(system)) return system;
  const plain = system
    .normalize('NFC')
    .replace(/\p{Cc}/gu, '')
    .trim();
  const [, oid] = OID.exec(plain) ?? [];
  if (oid !== undefined) return `urn:oid:${oid}`;
  if (/^urn:/i.test(plain)) return plain.toLowerCase();
  return plain.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, (origin) => origin.toLowerCase()).replace(/\/+$/, '');
}
