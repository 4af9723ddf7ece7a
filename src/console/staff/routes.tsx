import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  component: lazyRouteComponent(() => import('./house.tsx'), 'StaffHouse'),
});
const start = createRoute({
  getParentRoute: () => staff,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/staff/datasets', replace: true });
  },
});
const datasets = createRoute({
  getParentRoute: () => staff,
  path: '/datasets',
  component: lazyRouteComponent(() => import('./datasets.tsx'), 'Datasets'),
});
const dataset = createRoute({
  getParentRoute: () => staff,
  path: '/datasets/$dataset',
  component: lazyRouteComponent(() => import('./dataset.tsx'), 'DatasetPage'),
});
const newImport = createRoute({
  getParentRoute: () => staff,
  path: '/datasets/$dataset/import',
  component: lazyRouteComponent(() => import('./import-new.tsx'), 'NewImport'),
});
const importJob = createRoute({
  getParentRoute: () => staff,
  path: '/imports/$job',
  component: lazyRouteComponent(() => import('./import-job.tsx'), 'ImportJobPage'),
});
const patients = createRoute({
  getParentRoute: () => staff,
  path: '/patients',
  validateSearch: ({ q }: Record<string, unknown>): { q?: string | undefined } => ({
    // A number alone comes as one.
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
  }),
  component: lazyRouteComponent(() => import('./patients.tsx'), 'Patients'),
});
const newPatient = createRoute({
  getParentRoute: () => staff,
  path: '/patients/new',
  component: lazyRouteComponent(() => import('./patient-new.tsx'), 'NewPatient'),
});
const patient = createRoute({
  getParentRoute: () => staff,
  path: '/patients/$subject',
  component: lazyRouteComponent(() => import('./patient.tsx'), 'PatientPage'),
});
const paper = createRoute({
  getParentRoute: () => staff,
  path: '/patients/$subject/paper',
  component: lazyRouteComponent(() => import('./paper.tsx'), 'PaperConsentPage'),
});
const bulk = createRoute({
  getParentRoute: () => staff,
  path: '/patients/bulk',
  validateSearch: ({ what }: Record<string, unknown>): { what?: 'enrol' | 'invite' | 'consents' | undefined } => ({
    what: what === 'enrol' || what === 'invite' || what === 'consents' ? what : undefined,
  }),
  component: lazyRouteComponent(() => import('./bulk.tsx'), 'Bulk'),
});
const codes = createRoute({
  getParentRoute: () => staff,
  path: '/codes',
  component: lazyRouteComponent(() => import('./unused-codes.tsx'), 'UnusedCodes'),
});
const forms = createRoute({
  getParentRoute: () => staff,
  path: '/forms',
  component: lazyRouteComponent(() => import('./forms.tsx'), 'Forms'),
});
const form = createRoute({
  getParentRoute: () => staff,
  path: '/forms/$form',
  component: lazyRouteComponent(() => import('./form.tsx'), 'FormPage'),
});

export const staffRoutes = staff.addChildren([
  start,
  datasets,
  dataset,
  newImport,
  importJob,
  patients,
  newPatient,
  patient,
  paper,
  bulk,
  codes,
  forms,
  form,
]);
