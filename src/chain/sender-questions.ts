import type { Bytes } from '../core/bytes.ts';
import type { ChainCrypto } from './crypto.ts';

/** A question: digest 32 ‖ r 32 ‖ s 32 ‖ recovery 1. */
export const QUESTION_BYTES = 97;
/** An answer: the public key without its prefix, or zeros where the signature belongs to none. */
export const ANSWER_BYTES = 64;

/** Answers questions that stand one behind the other, in their order. */
export function recoverKeys({ recoverPublicKey }: ChainCrypto, questions: Bytes): Bytes {
  const count = questions.length / QUESTION_BYTES;
  const answers = new Uint8Array(count * ANSWER_BYTES);
  for (let i = 0; i < count; i++) {
    const question = questions.subarray(i * QUESTION_BYTES, (i + 1) * QUESTION_BYTES);
    const key = recoverPublicKey(question.subarray(0, 32), question.subarray(32, 96), question[96] ?? 255);
    if (key) answers.set(key, i * ANSWER_BYTES);
  }
  return answers;
}
