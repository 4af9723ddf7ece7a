import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';

/** What the gateway answers, once it does; else what keeps it from that. */
export function Answer<Answered>({
  query,
  children,
}: {
  readonly query: UseQueryResult<Answered>;
  readonly children: (answer: Answered) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Refusal error={query.error} again={() => void query.refetch()} />;
  return <Waiting />;
}

/** Why something was not done; what waits for a second person is no failure. */
export function Refusal({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useTranslation('staff');
  if (!isCustosError(error, 'SECOND_PERSON_NEEDED')) return <Trouble error={error} {...(again ? { again } : {})} />;
  return (
    <Said as="note" role="status">
      <p>{t('secondPerson')}</p>
      <p>
        <Link to="/staff/overview">{t('overview.tab')}</Link>
      </p>
    </Said>
  );
}
