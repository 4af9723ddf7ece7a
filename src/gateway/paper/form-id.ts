import { createHash } from 'node:crypto';
import type { Digest, Pseudonym } from '../../core/ids.ts';

/** What a form of a patient is kept under: the same for whoever sends it again. Two patients may have signed one form. */
export function formId(subject: Pseudonym, form: Digest): Digest {
  return `0x${createHash('sha256').update(`${subject}\n${form}`).digest('hex')}` as Digest;
}
