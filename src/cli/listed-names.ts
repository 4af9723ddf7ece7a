import { isCustosError } from '../core/errors.ts';

/** How people part what they list, from what no name holds to what some do. */
const PARTED = [/[;|+]/, /,/, /\s+/];

/** The names that a cell or an option lists, by code or words: a part that is none itself may hold several. */
export function listedNames<Name>(text: string, named: (text: string) => Name, by: readonly RegExp[] = PARTED): Name[] {
  if (text.trim().toLowerCase() === 'none') return [];
  const [separator, ...others] = by;
  try {
    return [named(text)];
  } catch (error) {
    const parts = separator === undefined ? [] : text.split(separator).filter((part) => part.trim() !== '');
    if (separator === undefined || !isCustosError(error, 'INPUT_INVALID')) throw error;
    return parts.flatMap((part) => listedNames(part, named, others));
  }
}
