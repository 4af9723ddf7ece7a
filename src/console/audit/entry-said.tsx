import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { entrySentence } from './entry-sentence.ts';
import type { Names } from './log-filter.ts';
import { readBehind } from './proven-entry.ts';

/** Kinds whose entry alone does not say what was done, and by whom. */
export const SEALED: readonly Entry['kind'][] = ['act', 'revocation'];

/** What an entry says; of acts and withdrawals that are in view, what lies behind them is opened for it. */
export function EntrySaid({ entry, names }: { readonly entry: Entry; readonly names: Names }) {
  const { t } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const behind = useQuery({
    queryKey: ['audit', 'behind', entry.seq],
    queryFn: () => readBehind(gateway, entry),
    enabled: SEALED.includes(entry.kind),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const evidence = behind.data?.state === 'open' ? behind.data.evidence : undefined;
  return entrySentence(t, entry, names, evidence);
}
