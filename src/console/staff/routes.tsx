import { createRoute, redirect } from '@tanstack/react-router';
import type { ShownSubjects } from '../../client/index.ts';
import { lazyPage } from '../parts/lazy.ts';
import { root } from '../root-route.tsx';
import { PATIENTS_SHOWN } from './patients-shown.ts';

const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  component: lazyPage(() => import('./house.tsx'), 'StaffHouse'),
});
const start = createRoute({
  getParentRoute: () => staff,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/staff/overview', replace: true });
  },
});
const overview = createRoute({
  getParentRoute: () => staff,
  path: '/overview',
  component: lazyPage(() => import('./overview.tsx'), 'Overview'),
});
const datasets = createRoute({
  getParentRoute: () => staff,
  path: '/datasets',
  component: lazyPage(() => import('./datasets.tsx'), 'Datasets'),
});
const dataset = createRoute({
  getParentRoute: () => staff,
  path: '/datasets/$dataset',
  validateSearch: ({ meets }: Record<string, unknown>): { meets?: string | undefined } => ({
    meets: typeof meets === 'string' && /^(?:none|[A-Z]{2,6}(?:,[A-Z]{2,6})*)$/.test(meets) ? meets : undefined,
  }),
  component: lazyPage(() => import('./dataset.tsx'), 'DatasetPage'),
});
const newImport = createRoute({
  getParentRoute: () => staff,
  path: '/datasets/$dataset/import',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./import-new.tsx'), 'NewImport'),
});
const importJob = createRoute({
  getParentRoute: () => staff,
  path: '/imports/$job',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./import-job.tsx'), 'ImportJobPage'),
});
const patients = createRoute({
  getParentRoute: () => staff,
  path: '/patients',
  staticData: { duties: ['data-manager'] },
  validateSearch: ({ show }: Record<string, unknown>): { show?: ShownSubjects | undefined } => ({
    show: PATIENTS_SHOWN.find((one) => one === show),
  }),
  component: lazyPage(() => import('./patients.tsx'), 'Patients'),
});
const newPatient = createRoute({
  getParentRoute: () => staff,
  path: '/patients/new',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./patient-new.tsx'), 'NewPatient'),
});
const patient = createRoute({
  getParentRoute: () => staff,
  path: '/patients/$subject',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./patient.tsx'), 'PatientPage'),
});
const paper = createRoute({
  getParentRoute: () => staff,
  path: '/patients/$subject/paper',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./paper.tsx'), 'PaperConsentPage'),
});
const bulk = createRoute({
  getParentRoute: () => staff,
  path: '/patients/bulk',
  staticData: { duties: ['data-manager'] },
  validateSearch: ({ what }: Record<string, unknown>): { what?: 'enrol' | 'invite' | 'consents' | undefined } => ({
    what: what === 'enrol' || what === 'invite' || what === 'consents' ? what : undefined,
  }),
  component: lazyPage(() => import('./bulk.tsx'), 'Bulk'),
});
const codes = createRoute({
  getParentRoute: () => staff,
  path: '/codes',
  staticData: { duties: ['data-manager'] },
  component: lazyPage(() => import('./unused-codes.tsx'), 'UnusedCodes'),
});
const forms = createRoute({
  getParentRoute: () => staff,
  path: '/forms',
  staticData: { duties: ['data-manager', 'auditor'] },
  component: lazyPage(() => import('./forms.tsx'), 'Forms'),
});
const form = createRoute({
  getParentRoute: () => staff,
  path: '/forms/$form',
  staticData: { duties: ['data-manager', 'auditor'] },
  component: lazyPage(() => import('./form.tsx'), 'FormPage'),
});
const permits = createRoute({
  getParentRoute: () => staff,
  path: '/permits',
  staticData: { duties: ['reviewer', 'auditor', 'researcher'] },
  component: lazyPage(() => import('./permits.tsx'), 'Permits'),
});
const newPermit = createRoute({
  getParentRoute: () => staff,
  path: '/permits/new',
  staticData: { duties: ['reviewer'] },
  component: lazyPage(() => import('./permit-new.tsx'), 'NewPermit'),
});
const members = createRoute({
  getParentRoute: () => staff,
  path: '/members',
  component: lazyPage(() => import('./members.tsx'), 'Members'),
});
const people = createRoute({
  getParentRoute: () => staff,
  path: '/people',
  component: lazyPage(() => import('./people.tsx'), 'People'),
});
const person = createRoute({
  getParentRoute: () => staff,
  path: '/people/$person',
  staticData: { duties: ['administrator', 'auditor'] },
  component: lazyPage(() => import('./person.tsx'), 'PersonPage'),
});
const notices = createRoute({
  getParentRoute: () => staff,
  path: '/notices',
  component: lazyPage(() => import('./notices.tsx'), 'Notices'),
});
const found = createRoute({
  getParentRoute: () => staff,
  path: '/search',
  component: lazyPage(() => import('./found.tsx'), 'FoundPage'),
});

export const staffRoutes = staff.addChildren([
  start,
  overview,
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
  permits,
  newPermit,
  members,
  people,
  person,
  notices,
  found,
]);

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What is searched for: a number of a patient's stands in no address, since those are logged on their way. */
    searched?: string;
  }
}
