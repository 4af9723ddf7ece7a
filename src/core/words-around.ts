import { type Bytes, utf8Decode } from './bytes.ts';
import { keptProof, textOf } from './kept-proof.ts';

/** The dash before a signature, or what is left of it. */
const DASH = /[^\w\s+/=]{1,4}(?=\s+\S+\s+[A-Za-z0-9+/]{40})/g;
const NO_LETTER = /[^\p{L}\p{N}]/gu;

/** Whether words stand around the proof (`keptProof`) in what a person kept of it: whoever sees a receipt called genuine takes them for
 *  proved, and anybody can have written them. What programs and mail do to lines is none. PROOF_INVALID as `keptProof`. */
export function hasWordsAround(bytes: Bytes): boolean {
  const [proof, text] = [lettersOf(utf8Decode(keptProof(bytes))), lettersOf(textOf(bytes))];
  return proof !== '' && text.split(proof).some((rest) => rest !== '');
}

function lettersOf(text: string): string {
  return text.replace(DASH, '').replace(NO_LETTER, '');
}
