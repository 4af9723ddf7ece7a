import { CustosError } from '../../core/errors.ts';
import { checkName } from '../../core/spoken-name.ts';

/** A name that a digest is of, as it was written: another spelling is refused with INPUT_INVALID, not corrected. */
export function asWritten(name: string): string {
  if (checkName(name, 'The name') === name) return name;
  throw new CustosError(
    'INPUT_INVALID',
    'The name must be written composed (NFC), without blanks at its ends or doubled.',
  );
}
