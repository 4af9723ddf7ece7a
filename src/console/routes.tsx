import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Frame } from './parts/frame.tsx';
import { Missing } from './parts/missing.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: Missing });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./doors/start.tsx'), 'Start'),
});
const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter/$who',
  validateSearch: ({ to, code }: Record<string, unknown>): { to?: string; code?: string } => ({
    // Back to a page of these alone: an address from elsewhere must not lead away.
    ...(typeof to === 'string' && /^\/(?!\/)/.test(to) ? { to } : {}),
    ...(typeof code === 'string' ? { code } : {}),
  }),
  component: lazyRouteComponent(() => import('./doors/enter.tsx'), 'Enter'),
});

const patient = createRoute({
  getParentRoute: () => root,
  path: '/patient',
  component: lazyRouteComponent(() => import('./patient/house.tsx'), 'PatientHouse'),
});
const patientStart = createRoute({
  getParentRoute: () => patient,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/patient/consents', replace: true });
  },
});
const consents = createRoute({
  getParentRoute: () => patient,
  path: '/consents',
  component: lazyRouteComponent(() => import('./patient/consents.tsx'), 'Consents'),
});
const consent = createRoute({
  getParentRoute: () => patient,
  path: '/consents/$grant',
  component: lazyRouteComponent(() => import('./patient/change.tsx'), 'Change'),
});
const accesses = createRoute({
  getParentRoute: () => patient,
  path: '/accesses',
  component: lazyRouteComponent(() => import('./patient/accesses.tsx'), 'Accesses'),
});

const tree = root.addChildren([start, enter, patient.addChildren([patientStart, consents, consent, accesses])]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: Missing,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
