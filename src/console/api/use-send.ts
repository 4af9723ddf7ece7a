import { useQueryClient } from '@tanstack/react-query';
import { callPlainly, type PlainAnswer } from '../../client/index.ts';
import { useOnce } from '../parts/use-once.ts';
import { stranger } from '../session/session.ts';
import { usePresence } from '../session/use-presence.ts';
import { changes, type Operation, operationsOf } from './operations.ts';
import { callOf, type Typed } from './plain-call.ts';

/** What came, and how long the whole of it took. */
export interface Tried {
  readonly answer: PlainAnswer;
  readonly ms: number;
}

/** Sends as whoever is in. What other pages read before may stand otherwise afterwards. */
export function useSend(operation: Operation) {
  const queries = useQueryClient();
  const presence = usePresence();
  return useOnce({
    mutationFn: async ({ typed, file }: { typed: Typed; file: File | undefined }): Promise<Tried> => {
      const body = new Uint8Array(file === undefined ? [] : await file.arrayBuffer());
      const gateway = presence.state === 'in' ? presence.person.gateway : stranger();
      const since = performance.now();
      const answer = await callPlainly(gateway, callOf(operation, typed, body));
      return { answer, ms: performance.now() - since };
    },
    onSettled: async () => {
      const [kept] = operationsOf().queryKey;
      if (changes(operation)) await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== kept });
    },
  });
}
