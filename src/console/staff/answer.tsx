import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { askedBy } from '../parts/asked.tsx';
import { Missing } from '../parts/missing.tsx';
import { Said } from '../parts/said.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useIsFirstBox } from './first-box.ts';

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

/** Why something was not read: once a page, whatever of it the same keeps away; trying again asks for all of that. */
export function Unread({ error }: { readonly error: unknown }) {
  const queries = useQueryClient();
  const isFirst = useIsFirstBox(error instanceof Error ? error.message : undefined);
  if (!isFirst) return null;
  const again = () =>
    void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  return <Refusal error={error} again={again} />;
}

/** The same, of what a whole page is about: one that is not there has no page. */
function PageRefusal({ error }: { readonly error: unknown }) {
  return isCustosError(error, 'NOT_FOUND') ? <Missing /> : <Unread error={error} />;
}
export const PageAnswer = askedBy(PageRefusal);

/** What the gateway answers, once it does; else what keeps it from that. */
export const Answer = askedBy(Unread);
