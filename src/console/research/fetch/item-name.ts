/** What stands at the end of a file's name, by media type. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/fhir+ndjson': '.ndjson',
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
};
const FHIR = 'application/fhir+ndjson';
const HEAD_BYTES = 4096;

/** `Condition-12.ndjson` for FHIR, `item-12.dcm` for what has another known media type, else `item-12`: of what was committed to, since
 *  nothing commits to the name that a gateway suggests. `head` is how the item begins. */
export function itemName(index: number, mediaType: string, head: Uint8Array): string {
  const ending = Object.hasOwn(ENDINGS, mediaType) ? ENDINGS[mediaType] : '';
  return `${mediaType === FHIR ? typeIn(head) : 'item'}-${index}${ending}`;
}

/** A name and nothing more: that of a resource within it would do no harm. */
function typeIn(head: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(head.subarray(0, HEAD_BYTES));
  return /"resourceType"\s*:\s*"([A-Z][A-Za-z]{1,63})"/.exec(text)?.[1] ?? 'item';
}
