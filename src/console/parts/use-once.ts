import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

/** The second click of a double click comes within this. */
const SAME_PRESS_MS = 600;

/** Something that a press does, which is done once however often it is pressed: the page shows only a moment later that it is under
 *  way, and what is quickly done is over before the second click of a double click. What failed may be tried again at once. Without
 *  a network it fails at once: nothing is put by, to be done later without whoever pressed. */
export function useOnce<Answer, Given = void>({
  mutationFn,
  ...options
}: UseMutationOptions<Answer, Error, Given> & {
  readonly mutationFn: NonNullable<UseMutationOptions<Answer, Error, Given>['mutationFn']>;
}): UseMutationResult<Answer, Error, Given> {
  /** When the next press is another one. */
  const next = useRef(0);
  const act = useMutation<Answer, Error, Given>({
    networkMode: 'always',
    ...options,
    mutationFn: async (given, context) => {
      const sameUntil = performance.now() + SAME_PRESS_MS;
      try {
        const answer = await mutationFn(given, context);
        next.current = sameUntil;
        return answer;
      } catch (error) {
        // Whoever presses now saw it fail, or may try again.
        next.current = 0;
        throw error;
      }
    },
  });
  const mutate: typeof act.mutate = (...given) => {
    if (performance.now() < next.current) return;
    next.current = Number.POSITIVE_INFINITY;
    act.mutate(...given);
  };
  return { ...act, mutate };
}
