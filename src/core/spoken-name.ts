import { CustosError } from './errors.ts';
import { plainText } from './plain-text.ts';

/** Names that people give and say: of organisations and datasets. */
export const MAX_NAME_CHARACTERS = 200;

/** The form in which two spellings of one name are one: whoever reads or says them could not tell them apart. */
export function nameKey(name: string): string {
  // Upper case first: `ß` and `SS`, the two sigmas and their kin fold together.
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase().toLowerCase().normalize('NFC');
}

/** A name as it is kept: composed, without blanks at its ends or doubled. INPUT_INVALID for one that is empty, too long,
 *  or holds what cannot be seen. */
export function checkName(text: string, what: string): string {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (name === '' || name.length > MAX_NAME_CHARACTERS) {
    throw new CustosError('INPUT_INVALID', `${what} must have 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  if (plainText(name) !== name) {
    throw new CustosError('INPUT_INVALID', `${what} holds characters that cannot be seen. Type it anew.`);
  }
  return name;
}
