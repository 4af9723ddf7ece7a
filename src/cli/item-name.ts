/** Where a FHIR resource says its type: it may stand behind others of its members. */
const TYPE = /"resourceType"\s*:\s*"([A-Z][A-Za-z]{1,63})"/;
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

/** How much of an item must be at hand to name it. */
export const HEAD_BYTES = 4096;

/** The type of the FHIR resources that an item holds, read from its first bytes; undefined where it is no FHIR, or says
 *  none there. */
export function fhirType(mediaType: string, head: Buffer): string | undefined {
  return mediaType === FHIR ? TYPE.exec(head.toString('latin1', 0, HEAD_BYTES))?.[1] : undefined;
}

/** `Condition-12.ndjson` for FHIR, `item-12.dcm` for what has another known media type, else `item-12`: made of what the
 *  chain commits to, since nothing commits to the name that a gateway suggests. */
export function itemName(index: number, mediaType: string, type: string | undefined): string {
  const extension = Object.hasOwn(EXTENSIONS, mediaType) ? EXTENSIONS[mediaType] : '';
  return `${type ?? 'item'}-${index}${extension}`;
}
