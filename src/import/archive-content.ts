import { constants, inflateRawSync } from 'node:zlib';

/** The first file in an archive: its name and how it begins. */
export interface ArchiveMember {
  readonly name: string;
  readonly head: Buffer;
}

const LOCAL = 'PK\x03\x04';
const ZIP_HEADER = 30;
const DEFLATED = 8;
const TAR_BLOCK = 512;
const MAX_HEAD = 8192;

/** Files at the beginning of a ZIP or tar archive, as far as `head` shows them: of a folder of scans or reads the first
 *  ones tell. Encrypted content is left empty. */
export function archiveMembers(head: Buffer): ArchiveMember[] {
  if (head.toString('latin1', 0, 4) === LOCAL) return zipMembers(head);
  return head.toString('latin1', 257, 262) === 'ustar' ? tarMembers(head) : [];
}

/** Local headers (APPNOTE 4.3.7). Where a writer that streams put the size behind the data, the next header is looked
 *  for. */
function zipMembers(head: Buffer): ArchiveMember[] {
  const members: ArchiveMember[] = [];
  for (let at = 0; at + ZIP_HEADER <= head.length && head.toString('latin1', at, at + 4) === LOCAL; ) {
    const [flags, method] = [head.readUInt16LE(at + 6), head.readUInt16LE(at + 8)];
    const nameEnd = at + ZIP_HEADER + head.readUInt16LE(at + 26);
    const start = nameEnd + head.readUInt16LE(at + 28);
    const size = head.readUInt32LE(at + 18);
    const data = head.subarray(start, size === 0 ? head.length : start + size);
    const bytes = (flags & 1) === 1 ? Buffer.alloc(0) : method === DEFLATED ? inflated(data) : data;
    members.push({ name: head.toString('utf8', at + ZIP_HEADER, nameEnd), head: bytes });
    const next = (flags & 8) === 8 && size === 0 ? head.indexOf(LOCAL, start) : start + size;
    if (next === -1) break;
    at = next;
  }
  return members;
}

function tarMembers(head: Buffer): ArchiveMember[] {
  const members: ArchiveMember[] = [];
  for (let at = 0; at + TAR_BLOCK <= head.length && head.toString('latin1', at + 257, at + 262) === 'ustar'; ) {
    const size = Number.parseInt(head.toString('latin1', at + 124, at + 136), 8);
    const start = at + TAR_BLOCK;
    const isLong = !(size >= 0); // in another notation than octal, as of 8 GiB
    members.push({
      name: head.toString('utf8', at, at + 100).replace(/\0.*$/s, ''),
      head: head.subarray(start, isLong ? head.length : start + size),
    });
    if (isLong) break;
    at = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  return members;
}

function inflated(data: Buffer): Buffer {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * MAX_HEAD * 16 };
    return inflateRawSync(data, options).subarray(0, MAX_HEAD);
  } catch {
    return Buffer.alloc(0);
  }
}
