import type { Subject, UnusedInvitation } from '../../client/index.ts';

/** Patients of whom nothing is known of what they want: none of them ever signed, said or was handed anything, so that nothing of theirs is
 *  released. */
export function unaskedOf(subjects: readonly Subject[], codes: readonly UnusedInvitation[]): Subject[] {
  const invited = new Set(codes.map(({ subject }) => subject));
  return subjects.filter(
    ({ subject, bound, grants, optOut, pausedUntil }) =>
      !bound && grants === 0 && optOut === 'none' && pausedUntil === undefined && !invited.has(subject),
  );
}
