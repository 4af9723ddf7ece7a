import type { ShownSubjects } from '../../client/index.ts';

/** To whom the list of patients is narrowed, what there is to do at the head. */
export const PATIENTS_SHOWN: readonly ShownSubjects[] = [
  'unasked',
  'signs',
  'invited',
  'paper-only',
  'none',
  'opted-out',
  'paused',
];
