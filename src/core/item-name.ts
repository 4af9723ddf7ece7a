/** What makes the structure of JSON; a string may be cut off at the end. */
const TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\]:]/gs;
const TYPE = /^"([A-Z][A-Za-z]{1,63})"$/;
/** Names that files cannot have: that of the list, and those of Windows' devices. */
const TAKEN = /^(?:items|aux|con|nul|prn)$/i;
const FHIR = 'application/fhir+ndjson';
const EXTENSIONS: Readonly<Record<string, string>> = {
  [FHIR]: '.ndjson',
  'application/dicom': '.dcm',
  'application/json': '.json',
  'application/pdf': '.pdf',
  'application/x-ndjson': '.ndjson',
  'application/xml': '.xml',
  'application/zip': '.zip',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/tiff': '.tiff',
  'text/csv': '.csv',
  'text/plain': '.txt',
  'text/tab-separated-values': '.tsv',
};

/** As `itemName` makes it of a type, whatever stands before it. */
const OF_ONE_RESOURCE = /(?:^|-)[A-Z][A-Za-z]{1,63}-\d+\.ndjson$/;

/** What decides is ASCII. */
const TEXT = new TextDecoder('latin1');

/** How much of an item must be at hand to name it. */
export const HEAD_BYTES = 4096;

/** The type of the FHIR resources that an item holds, read from its first bytes; undefined where it is no FHIR, says none
 *  there, or one that no file can be named by. */
export function fhirType(mediaType: string, head: Uint8Array): string | undefined {
  if (mediaType !== FHIR) return undefined;
  const [, type] = TYPE.exec(ownMember(TEXT.decode(head.subarray(0, HEAD_BYTES)), '"resourceType"') ?? '') ?? [];
  return type === undefined || TAKEN.test(type) ? undefined : type;
}

/** The text behind a member's name in the first object: one of an object within it does not count. It may stand behind
 *  others of its members. */
function ownMember(text: string, name: string): string | undefined {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth === 0) return undefined;
    if (depth === 1 && token === name && tokens[at + 1] === ':') return tokens[at + 2];
  }
  return undefined;
}

/** `Condition-12.ndjson` for FHIR, `item-12.dcm` for what has another known media type, else `item-12`: made of what the
 *  chain commits to, since nothing commits to the name that a gateway suggests. */
export function itemName(index: number, mediaType: string, type: string | undefined): string {
  const extension = Object.hasOwn(EXTENSIONS, mediaType) ? EXTENSIONS[mediaType] : '';
  return `${type ?? 'item'}-${index}${extension}`;
}

/** Whether a file holds one item of FHIR that could stand in a file of its type. */
export function isOfOneResource(file: string): boolean {
  return OF_ONE_RESOURCE.test(file);
}
