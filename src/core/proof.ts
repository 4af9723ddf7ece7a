import { type Bytes, fromBase64, utf8, utf8Decode, writeBase64 } from './bytes.ts';
import { type Checkpoint, type CheckpointPolicy, openCheckpoint } from './checkpoint.ts';
import { MAX_ENTRY_BYTES } from './entry.ts';
import { CustosError } from './errors.ts';
import { leafHash, verifyInclusion } from './merkle.ts';
import { MAX_NOTE_BYTES, type NoteSignature } from './note.ts';

/** C2SP tlog-proof@v1. In Custos `extra` holds the exact bytes of the entry, and the proof is a receipt. */
export interface Proof {
  readonly extra?: Bytes;
  readonly index: number;
  /** RFC 6962 inclusion path, hashes of 32 bytes, from the leaf's sibling upwards. */
  readonly path: readonly Bytes[];
  /** The signed note, verbatim. */
  readonly checkpoint: Bytes;
}

export interface Receipt {
  /** Exact bytes of the entry that the log holds at `index`. */
  readonly entry: Bytes;
  readonly index: number;
  readonly checkpoint: Checkpoint;
  /** Cosignatures of the witnesses that the caller named; how many are enough is the caller's policy. */
  readonly cosignatures: readonly NoteSignature[];
}

const MAX_PATH = 63;
/** Of a proof that is read. */
export const MAX_PROOF_BYTES = MAX_NOTE_BYTES + 96 * 1024;
const HASH_LINE = 45;
const NEWLINE = 0x0a;
/** The first line of every proof. */
export const PROOF_TITLE = 'c2sp.org/tlog-proof@v1';
const HEADER = utf8(`${PROOF_TITLE}\n`);
const EXTRA = utf8('extra ');

/** Writes a proof in one pass into one array: a gateway makes one for every entry, tens of thousands a second.
 *  It trusts its caller for the meaning (`verifyReceipt` would refuse a wrong proof), not for the widths. */
export function renderProof({ extra, index, path, checkpoint }: Proof): Bytes {
  const indexLine = utf8(`index ${index}\n`);
  const extraLine = extra === undefined ? 0 : EXTRA.length + 4 * Math.ceil(extra.length / 3) + 1;
  const length = HEADER.length + extraLine + indexLine.length + HASH_LINE * path.length + 1 + checkpoint.length;
  const out = new Uint8Array(length);
  out.set(HEADER);
  let at = HEADER.length;
  if (extra !== undefined) {
    out.set(EXTRA, at);
    at = writeBase64Line(extra, out, at + EXTRA.length);
  }
  out.set(indexLine, at);
  at += indexLine.length;
  for (const hash of path) {
    if (hash.length !== 32) throw invalid('needs path hashes of 32 bytes');
    at = writeBase64Line(hash, out, at);
  }
  out[at] = NEWLINE;
  out.set(checkpoint, at + 1);
  return out;
}

/** Reads a proof without verifying anything in it; PROOF_INVALID where a line is not as the format says. */
export function parseProof(bytes: Bytes): Proof {
  if (bytes.length > MAX_PROOF_BYTES) throw invalid(`has ${bytes.length} bytes; at most ${MAX_PROOF_BYTES} are taken`);
  const text = decodeText(bytes);
  const end = text.indexOf('\n\n');
  if (end < 0) throw invalid('has no empty line before its checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== PROOF_TITLE) throw invalid(`is no ${PROOF_TITLE}`);
  const extra = lines[0]?.startsWith('extra ') ? decodeLine(lines.shift()?.slice('extra '.length) ?? '') : undefined;
  const index = parseIndex(lines.shift());
  if (lines.length > MAX_PATH) throw invalid(`has more than ${MAX_PATH} hashes`);
  const path = lines.map(parseHash);
  const checkpoint = utf8(text.slice(end + 2));
  return extra === undefined ? { index, path, checkpoint } : { extra, index, path, checkpoint };
}

/** Proves, offline, that the log named by the policy holds the entry in the receipt. Refuses with PROOF_INVALID,
 *  NOTE_INVALID or SIGNATURE_INVALID. It does not look into the entry. */
export function verifyReceipt(bytes: Bytes, policy: CheckpointPolicy): Receipt {
  const { extra, index, path, checkpoint: note } = parseProof(bytes);
  if (extra === undefined) throw invalid('carries no entry');
  if (extra.length > MAX_ENTRY_BYTES) throw invalid(`carries an entry beyond ${MAX_ENTRY_BYTES} bytes`);
  const { checkpoint, cosignatures } = openCheckpoint(note, policy);
  if (!verifyInclusion(leafHash(extra), index, checkpoint.size, path, checkpoint.root)) {
    throw invalid('does not lead from its entry to the root that the log signed');
  }
  return { entry: extra, index, checkpoint, cosignatures };
}

/** Base64 with a newline, written at `start`; gives the offset behind it. */
function writeBase64Line(bytes: Bytes, out: Uint8Array, start: number): number {
  const at = writeBase64(bytes, out, start);
  out[at] = NEWLINE;
  return at + 1;
}

function parseIndex(line: string | undefined): number {
  const [, digits] = /^index (0|[1-9][0-9]{0,15})$/.exec(line ?? '') ?? [];
  const index = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(index)) throw invalid('has no index below 2^53');
  return index;
}

function parseHash(line: string): Bytes {
  const hash = decodeLine(line);
  if (hash.length !== 32) throw invalid('has a path hash that is not 32 bytes');
  return hash;
}

function decodeLine(line: string): Bytes {
  try {
    return fromBase64(line);
  } catch (cause) {
    throw new CustosError('PROOF_INVALID', 'The proof has a line that is not base64.', { cause });
  }
}

function decodeText(bytes: Bytes): string {
  try {
    return utf8Decode(bytes);
  } catch (cause) {
    throw new CustosError('PROOF_INVALID', 'The proof is not valid UTF-8.', { cause });
  }
}

function invalid(what: string): CustosError {
  return new CustosError('PROOF_INVALID', `The proof ${what}.`);
}
