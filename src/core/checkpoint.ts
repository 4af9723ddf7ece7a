import { type Bytes, equalBytes, fromBase64, toBase64, utf8, utf8Decode } from './bytes.ts';
import { CustosError } from './errors.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { type NoteSignature, openNote } from './note.ts';
import { hasControl, type NoteVerifier } from './verifier-key.ts';

/** Head of a log: what a C2SP checkpoint says. */
export interface Checkpoint {
  readonly origin: string;
  /** Number of leaves; a safe integer. */
  readonly size: number;
  /** RFC 6962 root, 32 bytes. */
  readonly root: Bytes;
}

export interface ParsedCheckpoint extends Checkpoint {
  /** Opaque, and never on a checkpoint of Custos. */
  readonly extensions: readonly string[];
}

/** Whose signatures a verifier takes. `log` holds every key that the log may have signed with, `witnesses` the
 *  cosigners known to the caller. */
export interface CheckpointPolicy {
  readonly origin: string;
  readonly log: readonly NoteVerifier[];
  readonly witnesses?: readonly NoteVerifier[];
}

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The note's text: what witnesses sign. */
  readonly text: Bytes;
  /** By the log itself; at least one. */
  readonly signatures: readonly NoteSignature[];
  /** By known witnesses, verified; how many are enough is the caller's policy. */
  readonly cosignatures: readonly NoteSignature[];
}

const SIZE = /^(?:0|[1-9][0-9]{0,15})$/;

/** The text that a log signs, without extension lines. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): Bytes {
  if (origin.length === 0 || hasControl(origin)) throw invalid('needs an origin of one line');
  if (!Number.isSafeInteger(size) || size < 0 || root.length !== 32)
    throw invalid('needs a size and a root of 32 bytes');
  return utf8(`${origin}\n${size}\n${toBase64(root)}\n`);
}

/** Reads a note's text as a checkpoint, with NOTE_INVALID where it is none. Verifies nothing. */
export function parseCheckpoint(text: Bytes): ParsedCheckpoint {
  const lines = utf8Decode(text).split('\n');
  if (lines.pop() !== '' || lines.some((line) => line.length === 0 || hasControl(line)))
    throw invalid('holds an empty or unfinished line');
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined)
    throw invalid('has fewer than three lines');
  const size = Number(sizeText);
  if (!SIZE.test(sizeText) || !Number.isSafeInteger(size))
    throw invalid('has a size that is no decimal number below 2^53');
  const root = parseRoot(rootText);
  if (size === 0 && !equalBytes(root, EMPTY_ROOT))
    throw invalid('names a root for an empty log that is not the empty root');
  return { origin, size, root, extensions };
}

/** Opens a log's own checkpoint: a signature by one of the log's keys, the origin asked for, no extension lines.
 *  Refuses with NOTE_INVALID or SIGNATURE_INVALID. */
export function openCheckpoint(note: Bytes, policy: CheckpointPolicy): OpenedCheckpoint {
  const witnesses = policy.witnesses ?? [];
  if (policy.log.some((key) => key.name !== policy.origin)) {
    throw new CustosError('INPUT_INVALID', 'Every key of a log must be named by its origin.');
  }
  const { text, verified } = openNote(note, [...policy.log, ...witnesses]);
  const isLog = ({ name, keyId }: NoteSignature) => policy.log.some((key) => key.name === name && key.keyId === keyId);
  const signatures = verified.filter(isLog);
  if (signatures.length === 0) throw new CustosError('SIGNATURE_INVALID', 'The log has not signed the checkpoint.');
  const { extensions, ...checkpoint } = parseCheckpoint(text);
  if (checkpoint.origin !== policy.origin) throw invalid(`is of ${checkpoint.origin} instead of ${policy.origin}`);
  if (extensions.length > 0) throw invalid('holds extension lines');
  return { checkpoint, text, signatures, cosignatures: verified.filter((signature) => !isLog(signature)) };
}

function parseRoot(text: string): Bytes {
  if (text.length !== 44) throw invalid('has a root that is not 32 bytes in base64');
  try {
    const root = fromBase64(text);
    if (root.length === 32) return root;
  } catch (cause) {
    throw new CustosError('NOTE_INVALID', 'The checkpoint has a root that is not base64.', { cause });
  }
  throw invalid('has a root that is not 32 bytes in base64');
}

function invalid(what: string): CustosError {
  return new CustosError('NOTE_INVALID', `The checkpoint ${what}.`);
}
