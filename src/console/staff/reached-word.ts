import type { Subject } from '../../client/index.ts';

/** Under which word it is said: on pages as in files that are saved. Who said nothing yet takes part in no way. */
export function reachedWord({
  reach,
  signsBy,
  grants,
  optOut,
}: Pick<Subject, 'reach' | 'signsBy' | 'grants' | 'optOut'>) {
  if (reach === 'none' && grants === 0 && optOut === 'none') return 'reaches.uninvited' as const;
  return reach === 'signs' ? (`reaches.signs.${signsWord(signsBy)}` as const) : (`reaches.${reach}` as const);
}

function signsWord(signsBy: Subject['signsBy']): 'self' | 'guardian' | 'both' {
  if (signsBy.length > 1) return 'both';
  return signsBy[0] ?? 'self';
}
