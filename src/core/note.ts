import { type Bytes, fromBase64, readUint, utf8, utf8Decode } from './bytes.ts';
import { CustosError } from './errors.ts';
import { isKeyName, type NoteSigner, type NoteVerifier, signatureText } from './verifier-key.ts';

/** C2SP signed-note. Sizes and counts are bounded as Go's implementation bounds them. */
export const MAX_NOTE_BYTES = 1_000_000;
export const MAX_NOTE_SIGNATURES = 100;

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** Without the key id. */
  readonly signature: Bytes;
}

export interface Note {
  /** Exactly what was signed, with its last newline. */
  readonly text: Bytes;
  readonly signatures: readonly NoteSignature[];
}

export interface OpenedNote {
  readonly text: Bytes;
  /** At least one. Each was verified by a key that the caller gave. */
  readonly verified: readonly NoteSignature[];
  /** Of keys that the caller does not know: they say nothing. */
  readonly ignored: readonly NoteSignature[];
}

const DASH = '\u2014 ';

/** Signs `text` with each signer, in order. Refuses text that could be read differently once in a note. */
export function signNote(text: Bytes, signers: readonly NoteSigner[]): Bytes {
  return formatNote({
    text,
    signatures: signers.map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(text) })),
  });
}

/** Inverse of `parseNote`: NOTE_INVALID where the result would not parse to the same note. */
export function formatNote(note: Note): Bytes {
  const body = noteText(note.text);
  checkText(body);
  const { length } = note.signatures;
  if (length === 0 || length > MAX_NOTE_SIGNATURES) throw invalid(`holds ${length} signatures`);
  const bytes = utf8(`${body}\n${note.signatures.map(signatureLine).join('')}`);
  if (bytes.length > MAX_NOTE_BYTES) throw tooLarge(bytes.length);
  return bytes;
}

/** Reads a note without trusting it: nothing in the result is verified. */
export function parseNote(bytes: Bytes): Note {
  if (bytes.length > MAX_NOTE_BYTES) throw tooLarge(bytes.length);
  const whole = noteText(bytes);
  // The text may hold empty lines: the signatures begin after the last one.
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n')) throw invalid('has no signature lines after an empty line');
  const lines = whole
    .slice(split + 2)
    .split('\n')
    .slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_NOTE_SIGNATURES) throw invalid(`holds ${lines.length} signatures`);
  return { text: utf8(whole.slice(0, split + 1)), signatures: lines.map(parseSignature) };
}

/** Verifies a note against known keys. SIGNATURE_INVALID where one of them does not verify or none of them
 *  signed; NOTE_INVALID where the bytes are no note. */
export function openNote(bytes: Bytes, verifiers: readonly NoteVerifier[]): OpenedNote {
  const known = new Map<string, NoteVerifier>();
  for (const verifier of verifiers) {
    const key = keyOf(verifier);
    if (known.has(key)) throw new CustosError('INPUT_INVALID', `Two keys are named ${verifier.name} with one key id.`);
    known.set(key, verifier);
  }
  const { text, signatures } = parseNote(bytes);
  const verified: NoteSignature[] = [];
  const ignored: NoteSignature[] = [];
  for (const signature of signatures) {
    const verifier = known.get(keyOf(signature));
    if (verifier === undefined) ignored.push(signature);
    else if (verifier.verify(text, signature.signature)) verified.push(signature);
    else throw new CustosError('SIGNATURE_INVALID', `The signature of ${signature.name} on the note does not verify.`);
  }
  if (verified.length === 0) throw new CustosError('SIGNATURE_INVALID', 'No known key has signed the note.');
  return { text, verified, ignored };
}

/** The key's name may hold no space, so that this is unambiguous. */
function keyOf(key: { readonly name: string; readonly keyId: number }): string {
  return `${key.keyId} ${key.name}`;
}

function signatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name) || signature.length === 0) throw invalid('would hold an empty signature or a bad key name');
  return `${DASH}${name} ${signatureText(keyId, signature)}\n`;
}

function parseSignature(line: string): NoteSignature {
  const [dash, name, encoded, ...rest] = line.split(' ');
  if (dash !== '\u2014' || name === undefined || !isKeyName(name) || encoded === undefined || rest.length > 0) {
    throw invalid('holds a line among its signatures that is none');
  }
  const bytes = decode(encoded);
  if (bytes.length < 5) throw invalid('holds a signature without bytes');
  return { name, keyId: readUint(bytes, 0, 4), signature: bytes.slice(4) };
}

function decode(encoded: string): Bytes {
  try {
    return fromBase64(encoded);
  } catch (cause) {
    throw new CustosError('NOTE_INVALID', 'The note holds a signature that is not base64.', { cause });
  }
}

function noteText(bytes: Bytes): string {
  for (const byte of bytes) if (byte < 0x20 && byte !== 0x0a) throw invalid('holds a control character');
  try {
    return utf8Decode(bytes);
  } catch (cause) {
    throw new CustosError('NOTE_INVALID', 'The note is not valid UTF-8.', { cause });
  }
}

function checkText(text: string): void {
  if (!text.endsWith('\n')) throw invalid('has a text that does not end in a newline');
}

function invalid(what: string): CustosError {
  return new CustosError('NOTE_INVALID', `The note ${what}.`);
}

function tooLarge(bytes: number): CustosError {
  return new CustosError('NOTE_INVALID', `The note has ${bytes} bytes; at most ${MAX_NOTE_BYTES} are taken.`);
}
