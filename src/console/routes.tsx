import { createRoute, createRouter } from '@tanstack/react-router';
import { apiRoutes } from './api/routes.tsx';
import { auditRoutes } from './audit/routes.tsx';
import { Broken } from './parts/broken.tsx';
import { lazyPage } from './parts/lazy.ts';
import { Missing } from './parts/missing.tsx';
import { patientRoutes } from './patient/routes.tsx';
import { researchRoutes } from './research/routes.tsx';
import { root } from './root-route.tsx';
import { staffRoutes } from './staff/routes.tsx';

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyPage(() => import('./doors/start.tsx'), 'Start'),
});
const back = createRoute({
  getParentRoute: () => root,
  path: '/enter/back',
  component: lazyPage(() => import('./doors/back.tsx'), 'Back'),
});
const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter/$who',
  validateSearch: ({ to }: Record<string, unknown>): { to?: string | undefined } => ({
    // Back to a page of these alone. What is left out here would be kept as it came.
    to: typeof to === 'string' && /^\/(?:patient|staff|research|audit|try)\b/.test(to) ? to : undefined,
  }),
  component: lazyPage(() => import('./doors/enter.tsx'), 'Enter'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    back,
    enter,
    patientRoutes,
    staffRoutes,
    researchRoutes,
    auditRoutes,
    ...apiRoutes,
  ]),
  defaultPreload: 'intent',
  // A page of one thing begins anew with another one: what was answered or done for the first is not said of the second.
  defaultRemountDeps: ({ params }) => params,
  scrollRestoration: true,
  defaultNotFoundComponent: Missing,
  defaultErrorComponent: Broken,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
