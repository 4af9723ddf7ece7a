import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type GatewayClient,
  listActs,
  listIncompleteForms,
  listWaitingBindings,
  logState,
} from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { Unread } from './answer.tsx';
import { draftsOf, overviewOf, permitsOf } from './asked.ts';
import './overview-words.ts';

// Charts, and the log that they count, come after what waits.
const Charts = lazy(() => import('./overview-charts.tsx').then((module) => ({ default: module.OverviewCharts })));

// What waits for a second person is rare, and asks by dialogues.
const WaitingActs = lazy(() => import('./waiting-acts.tsx').then((module) => ({ default: module.WaitingActs })));
const WaitingBindings = lazy(() =>
  import('./waiting-bindings.tsx').then((module) => ({ default: module.WaitingBindings })),
);

const SOON = 30 * 86_400;

const actsOf = (gateway: GatewayClient) => ({ queryKey: ['staff', 'acts'], queryFn: () => listActs(gateway) });
const bindingsOf = (gateway: GatewayClient) => ({
  queryKey: ['staff', 'bindings'],
  queryFn: () => listWaitingBindings(gateway),
});

/** What waits, first; then how it goes. */
export function Overview() {
  const { t } = useTranslation('staff-overview');
  const { gateway } = usePerson();
  const may = useMay();
  const acts = useQuery(actsOf(gateway));
  const bindings = useQuery({ ...bindingsOf(gateway), enabled: may() });
  return (
    <Page title={t('title')}>
      <Waits />
      {acts.data !== undefined && acts.data.length > 0 && (
        <Suspense fallback={<Waiting />}>
          <WaitingActs acts={acts.data.filter(({ state }) => state === 'waits')} />
        </Suspense>
      )}
      {bindings.data !== undefined && bindings.data.length > 0 && (
        <Suspense fallback={<Waiting />}>
          <WaitingBindings bindings={bindings.data} />
        </Suspense>
      )}
      <Health />
      <Suspense fallback={<Waiting />}>
        <Charts />
      </Suspense>
    </Page>
  );
}

function Waits() {
  const { t } = useTranslation('staff-overview');
  const { gateway } = usePerson();
  const may = useMay();
  const [acts, bindings, forms, drafts, permits, counts] = useQueries({
    queries: [
      actsOf(gateway),
      { ...bindingsOf(gateway), enabled: may() },
      {
        queryKey: ['staff', 'forms', 'incomplete'],
        queryFn: () => listIncompleteForms(gateway, { state: 'incomplete' }),
        enabled: may('data-manager', 'auditor'),
      },
      { ...draftsOf(gateway), enabled: may('data-manager') },
      { ...permitsOf(gateway), enabled: may('reviewer', 'auditor', 'researcher') },
      {
        ...overviewOf(gateway),
        enabled: may('data-manager'),
      },
    ],
  });
  const all = [acts, bindings, forms, drafts, permits, counts];
  const failed = all.find(({ isError }) => isError);
  if (all.some(({ isLoading }) => isLoading)) return <Waiting />;
  const soon = Date.now() / 1000 + SOON;
  const waits = [
    { what: 'acts', count: acts.data?.filter(({ state }) => state === 'waits').length },
    { what: 'bindings', count: bindings.data?.length },
    { what: 'forms', count: forms.data?.forms.length, to: '/staff/forms' },
    { what: 'drafts', count: drafts.data?.filter(({ state }) => state === 'ready').length, to: '/staff/datasets' },
    {
      what: 'running',
      count: drafts.data?.filter(({ state }) => state === 'running' || state === 'publishing').length,
      to: '/staff/datasets',
    },
    {
      what: 'permits',
      count: permits.data?.filter(({ state, until }) => state === 'active' && until < soon).length,
      to: '/staff/permits',
    },
    { what: 'codes', count: counts.data?.codes.ending, to: '/staff/codes' },
    { what: 'messages', count: counts.data?.failedMessages },
    {
      what: 'unasked',
      count: counts.data?.patients.unasked,
      to: '/staff/patients',
      search: { show: 'unasked' } as const,
    },
  ] as const;
  const open = waits.filter(({ count = 0 }) => count > 0);
  return (
    <>
      {failed && <Unread error={failed.error} />}
      {open.length === 0 && !failed && (
        <Said as="done" role="status">
          <p>{t('nothing')}</p>
        </Said>
      )}
      {open.length > 0 && (
        <section className="panel stack close">
          <h2>{t('todo')}</h2>
          <ul role="list" className="stack close">
            {open.map(({ what, count = 0, ...one }) => (
              <li key={what} className="waits">
                <ArrowRight aria-hidden size={16} />
                {'to' in one ? <Link {...one}>{t(what, { count })}</Link> : t(what, { count })}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Whether what the log holds is anchored, so that nobody can change it any more. */
function Health() {
  const { t } = useTranslation('staff-overview');
  const { gateway } = usePerson();
  const state = useQuery({ queryKey: ['staff', 'log'], queryFn: () => logState(gateway) });
  if (state.isError) return <Unread error={state.error} />;
  if (state.data === undefined) return null;
  const { size, anchored } = state.data;
  const behind = size - anchored;
  return (
    <section className="stack close">
      <h2>{t('health')}</h2>
      <p>{behind === 0 ? t('healthy', { size: figure(size) }) : t('lagging', { count: behind, size: figure(size) })}</p>
    </section>
  );
}
