import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../parts/lazy.ts';
import { root } from '../root-route.tsx';
import { LISTS, type ListName } from './list-names.ts';

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyPage(() => import('./house.tsx'), 'AuditHouse'),
});
const start = createRoute({
  getParentRoute: () => audit,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/audit/verdict', replace: true });
  },
});
const verdict = createRoute({
  getParentRoute: () => audit,
  path: '/verdict',
  component: lazyPage(() => import('./verdict.tsx'), 'Verdict'),
});
const log = createRoute({
  getParentRoute: () => audit,
  path: '/log',
  validateSearch: ({ find }: Record<string, unknown>): { find?: string | undefined } => ({
    find: typeof find === 'string' && find !== '' ? find : undefined,
  }),
  component: lazyPage(() => import('./log.tsx'), 'Log'),
});
const entry = createRoute({
  getParentRoute: () => audit,
  path: '/log/$seq',
  // The same number is another entry in another log.
  validateSearch: (search: Record<string, unknown>): { log?: string | undefined } => ({
    log: typeof search['log'] === 'string' ? search['log'] : undefined,
  }),
  component: lazyPage(() => import('./entry.tsx'), 'EntryPage'),
});
const receipt = createRoute({
  getParentRoute: () => audit,
  path: '/receipt',
  component: lazyPage(() => import('./receipt.tsx'), 'ReceiptPage'),
});
const lists = createRoute({
  getParentRoute: () => audit,
  path: '/lists',
  validateSearch: ({ of }: Record<string, unknown>): { of?: ListName | undefined } => ({
    of: LISTS.find((one) => one === of),
  }),
  component: lazyPage(() => import('./lists.tsx'), 'Lists'),
});
const charts = createRoute({
  getParentRoute: () => audit,
  path: '/charts',
  component: lazyPage(() => import('./charts.tsx'), 'Charts'),
});

export const auditRoutes = audit.addChildren([start, verdict, log, entry, receipt, lists, charts]);
