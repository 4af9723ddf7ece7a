import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const patient = createRoute({
  getParentRoute: () => root,
  path: '/patient',
  component: lazyRouteComponent(() => import('./house.tsx'), 'PatientHouse'),
});
const start = createRoute({
  getParentRoute: () => patient,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/patient/consents', replace: true });
  },
});
const data = createRoute({
  getParentRoute: () => patient,
  path: '/data',
  component: lazyRouteComponent(() => import('./data.tsx'), 'Data'),
});
const consents = createRoute({
  getParentRoute: () => patient,
  path: '/consents',
  component: lazyRouteComponent(() => import('./consents.tsx'), 'Consents'),
});
const choose = createRoute({
  getParentRoute: () => patient,
  path: '/consents/new',
  validateSearch: ({ instead }: Record<string, unknown>): { instead?: string | undefined } => ({
    instead: typeof instead === 'string' ? instead : undefined,
  }),
  component: lazyRouteComponent(() => import('./choose.tsx'), 'Choose'),
});
const consent = createRoute({
  getParentRoute: () => patient,
  path: '/consents/$grant',
  component: lazyRouteComponent(() => import('./change.tsx'), 'Change'),
});
const accesses = createRoute({
  getParentRoute: () => patient,
  path: '/accesses',
  component: lazyRouteComponent(() => import('./accesses.tsx'), 'Accesses'),
});

export const patientRoutes = patient.addChildren([start, data, consents, choose, consent, accesses]);
