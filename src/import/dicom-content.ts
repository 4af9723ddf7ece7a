const PREAMBLE_BYTES = 128;
/** Value representations of DICOM PS3.5, table 6.2-1; the second list has lengths of 32 bits (7.1.2). */
const SHORT = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));
const LONG = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));
const UNDEFINED_LENGTH = 0xffffffff;
/** Elements that must follow each other in order before bytes without a preamble count as DICOM. */
const ENOUGH = 3;
const FIRST_GROUPS = new Set([0x0002, 0x0008]);
const MAX_VALUE = 65_536;
/** Storage of structured reports, of PDF and of CDA. */
const DOCUMENTS = ['88.', '104.1', '104.2'].map((end) => `1.2.840.10008.5.1.4.1.1.${end}`);

interface Element {
  readonly tag: number;
  /** Offset of the next element; past the head where the value is longer. */
  readonly next: number;
}

/** Whether a file is DICOM by its first bytes: `DICM` after the preamble (PS3.10) or without it, or, as old files have it, data
 *  elements of the groups 0002 or 0008 from the first byte, in any transfer syntax. */
export function isDicom(head: Buffer): boolean {
  if ([0, PREAMBLE_BYTES].some((at) => head.toString('latin1', at, at + 4) === 'DICM')) return true;
  return hasElements(head, true) || hasElements(head, false);
}

/** Whether DICOM holds a report or a packed document (storage classes of PS3.4, B.5) rather than an image. */
export function isDicomDocument(head: Buffer): boolean {
  return DOCUMENTS.some((uid) => head.includes(uid)) && isDicom(head);
}

function hasElements(head: Buffer, littleEndian: boolean): boolean {
  let offset = 0;
  let last = -1;
  for (let count = 0; count < ENOUGH; count++) {
    if (offset >= head.length) return count > 1;
    const element = elementAt(head, offset, littleEndian);
    if (element === null || element.tag <= last) return false;
    if (count === 0 && !FIRST_GROUPS.has(element.tag >>> 16)) return false;
    last = element.tag;
    offset = element.next;
  }
  return true;
}

function elementAt(head: Buffer, offset: number, littleEndian: boolean): Element | null {
  if (offset + 12 > head.length) return null;
  const u16 = (at: number): number => (littleEndian ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const u32 = (at: number): number => (littleEndian ? head.readUInt32LE(at) : head.readUInt32BE(at));
  const tag = u16(offset) * 0x10000 + u16(offset + 2);
  const representation = head.toString('latin1', offset + 4, offset + 6);
  if (SHORT.has(representation)) return element(tag, offset + 8, u16(offset + 6));
  if (LONG.has(representation)) return element(tag, offset + 12, u32(offset + 8));
  return littleEndian ? element(tag, offset + 8, u32(offset + 4)) : null;
}

/** Null for a length that no element at the beginning of a data set has. */
function element(tag: number, start: number, length: number): Element | null {
  if (length === UNDEFINED_LENGTH) return { tag, next: Number.MAX_SAFE_INTEGER };
  return length % 2 === 1 || length > MAX_VALUE ? null : { tag, next: start + length };
}
