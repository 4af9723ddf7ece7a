import { type Bytes, utf8, utf8Decode } from './bytes.ts';
import { CustosError, ifReadable } from './errors.ts';
import { parseNote } from './note.ts';
import { MAX_PROOF_BYTES, PROOF_TITLE, parseProof } from './proof.ts';

/** What word processors, mail and systems of one byte a letter leave of the dash before a signature, then the signer's name and the whole
 *  signature: one of Ed25519, of a log or a witness, has 90 letters or more and ends in what fills it up. */
const SIGNATURE = /^[^\w\s+/=]{1,4} +(\S+) +([A-Za-z0-9+/]{90,}={1,2})$/;
/** After a title that stands alone in its line. */
const BROKEN = /^[^\S\r\n]*(?:[\r\n]|$)/;
/** Letters of 32 bytes in base64. */
const HASH = 44;
/** What mail puts before each line that it quotes. */
const QUOTED = /^[>|\s]+/;
/** Letters behind a title that are read, marks and breaks among them: no proof has more. */
const MOST = 4 * MAX_PROOF_BYTES;
/** Fills between letters and ends of files: NUL (also of UTF-16 that no mark tells), end of file, and letters that nobody sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: files hold them.
const UNSEEN = /[\0\u001a\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** The proof within what a person kept of it, for `parseProof`: files of people have words above and below it, and what programs and mail of
 *  other systems do to lines: other ends, blanks, empty lines between, breaks within, marks of a quotation, another coding. Nothing of
 *  that is proved. What has no proof in it is given back as it is, one that was cut off stays so. PROOF_INVALID where several are in
 *  it: a verdict on one of them would be read as one on all. */
export function keptProof(bytes: Bytes): Bytes {
  const text = textOf(bytes);
  const parts = text
    .split(PROOF_TITLE)
    .slice(1)
    .map((part) => part.slice(0, MOST));
  const whole = new Set(parts.flatMap((part) => wholeIn(part) ?? []));
  if (whole.size > 1) {
    const message = `There are ${whole.size} different receipts in it. Give each by itself, so that it is plain which one a verdict is on.`;
    throw new CustosError('PROOF_INVALID', message);
  }
  const [found = cutOffIn(parts)] = whole;
  return found === undefined ? bytes : utf8(found);
}

/** Whether what `keptProof` found is a proof to its end, be it genuine or not. One that is not was damaged or cut off. */
export function isWholeProof(proof: Bytes): boolean {
  const note = ifReadable(() => parseProof(proof).checkpoint);
  if (note === undefined || ifReadable(() => parseNote(note)) === undefined) return false;
  return SIGNATURE.test(utf8Decode(note).trimEnd().split('\n').at(-1) ?? '');
}

/** What a person kept, in whatever coding, without what nobody sees. */
export function textOf(bytes: Bytes): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const coding = isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  return new TextDecoder(coding).decode(bytes).replace(UNSEEN, '');
}

/** By its lines, or by its words where the lines are not what they were. */
function wholeIn(part: string): string | undefined {
  return [byLines, byWords].map((read) => read(part)).find((one) => one !== undefined && isWholeProof(utf8(one)));
}

function linesOf(part: string): string[] {
  return [PROOF_TITLE, ...part.split(/\r\n|\n|\r/).slice(1)].map((line) => line.replace(QUOTED, '').trimEnd());
}

function byLines(part: string): string | undefined {
  if (!BROKEN.test(part)) return undefined;
  const lines = linesOf(part);
  const signed = lines.findIndex((line) => SIGNATURE.test(line));
  if (signed < 0) return undefined;
  const after = lines.findIndex((line, i) => i > signed && !SIGNATURE.test(line));
  const signatures = lines.slice(signed, after < 0 ? undefined : after);
  return `${[...lines.slice(0, signed), ...signatures.map((line) => line.replace(SIGNATURE, '\u2014 $1 $2'))].join('\n')}\n`;
}

/** No word of a receipt has a blank in it, so that those that were broken can be told from those that were parted. */
function byWords(part: string): string | undefined {
  if (!/^\s/.test(part)) return undefined;
  const words = part.split(/[\s>|]+/).filter((word) => word !== '');
  const at = words.indexOf('index');
  if (words[0] !== 'extra' || at < 0) return undefined;
  const lines = [PROOF_TITLE, `extra ${words.slice(1, at).join('')}`, `index ${words[at + 1]}`];
  const rest = words.slice(at + 2);
  while (rest[0]?.length === HASH) lines.push(rest.shift() ?? '');
  const size = rest.findIndex((word, i) => /^\d+$/.test(word) && rest[i + 1]?.length === HASH);
  if (size < 0) return undefined;
  const origin = rest.splice(0, size).join('');
  lines.push('', origin, ...rest.splice(0, 2), '');
  for (let one = nextSignature(rest, origin); one !== undefined; one = nextSignature(rest, origin)) lines.push(one);
  return `${lines.join('\n')}\n`;
}

/** Takes it from the words, in however many pieces it is: the log's own is by the name of its origin. */
function nextSignature(words: string[], origin: string): string | undefined {
  let name = words[1] ?? '';
  let from = 2;
  while (name !== origin && origin.startsWith(name) && from < words.length) name += words[from++];
  const end = words.findIndex((word, i) => i >= from && word.endsWith('='));
  const line = `${words[0]} ${name} ${words.slice(from, end + 1).join('')}`;
  if (end < 0 || !SIGNATURE.test(line)) return undefined;
  words.splice(0, end + 1);
  return line.replace(SIGNATURE, '\u2014 $1 $2');
}

/** What stands where one began: no empty line may come to stand at its end. */
function cutOffIn(parts: readonly string[]): string | undefined {
  const begun = parts.find((part) => BROKEN.test(part));
  if (begun === undefined) return undefined;
  const lines = linesOf(begun);
  return `${lines.slice(0, lines.findLastIndex((line) => line !== '') + 1).join('\n')}\n`;
}
