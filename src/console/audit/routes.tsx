import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./house.tsx'), 'AuditHouse'),
});
const start = createRoute({
  getParentRoute: () => audit,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/audit/log', replace: true });
  },
});
const log = createRoute({
  getParentRoute: () => audit,
  path: '/log',
  component: lazyRouteComponent(() => import('./log.tsx'), 'Log'),
});

export const auditRoutes = audit.addChildren([start, log]);
