import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../parts/lazy.ts';
import { root } from '../root-route.tsx';
import type { AccessFilter } from './access-lines.ts';

/** A consent that is put in the place of, made less of, or given once more. */
interface Named {
  readonly instead?: string | undefined;
  readonly less?: string | undefined;
  readonly again?: string | undefined;
}

const patient = createRoute({ getParentRoute: () => root, path: '/patient' });
/** What is about one patient, for whoever signs for it. */
const house = createRoute({
  getParentRoute: () => patient,
  id: 'house',
  component: lazyPage(() => import('./house.tsx'), 'PatientHouse'),
});
/** Nobody is signed in there: it is for those who cannot. */
const stop = createRoute({
  getParentRoute: () => patient,
  path: '/stop',
  validateSearch: ({ of }: Record<string, unknown>): { of?: string | undefined } => ({
    of: typeof of === 'string' ? of : undefined,
  }),
  component: lazyPage(() => import('./stop-by-code.tsx'), 'StopByCode'),
});
const more = createRoute({
  getParentRoute: () => house,
  path: '/more',
  component: lazyPage(() => import('./more.tsx'), 'More'),
});
const start = createRoute({
  getParentRoute: () => patient,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/patient/consents', replace: true });
  },
});
const devices = createRoute({
  getParentRoute: () => house,
  path: '/more/devices',
  component: lazyPage(() => import('./devices.tsx'), 'Devices'),
});
const messages = createRoute({
  getParentRoute: () => house,
  path: '/more/messages',
  component: lazyPage(() => import('./messages.tsx'), 'Messages'),
});
const recorded = createRoute({
  getParentRoute: () => house,
  path: '/more/recorded',
  component: lazyPage(() => import('./recorded.tsx'), 'Recorded'),
});
const texts = createRoute({
  getParentRoute: () => house,
  path: '/more/texts',
  component: lazyPage(() => import('./texts.tsx'), 'Texts'),
});
const data = createRoute({
  getParentRoute: () => house,
  path: '/data',
  component: lazyPage(() => import('./data.tsx'), 'Data'),
});
const consents = createRoute({
  getParentRoute: () => house,
  path: '/consents',
  component: lazyPage(() => import('./consents.tsx'), 'Consents'),
});
const choose = createRoute({
  getParentRoute: () => house,
  path: '/consents/new',
  validateSearch: ({ instead, less, again }: Record<string, unknown>): Named => ({
    instead: typeof instead === 'string' ? instead : undefined,
    less: typeof less === 'string' ? less : undefined,
    again: typeof again === 'string' ? again : undefined,
  }),
  // What was chosen in place of one consent is not taken for what is wanted in place of another.
  remountDeps: ({ search }) => search,
  component: lazyPage(() => import('./choose.tsx'), 'Choose'),
});
const consent = createRoute({
  getParentRoute: () => house,
  path: '/consents/$grant',
  component: lazyPage(() => import('./change.tsx'), 'Change'),
});
const pause = createRoute({
  getParentRoute: () => house,
  path: '/pause',
  component: lazyPage(() => import('./pause.tsx'), 'Pause'),
});
const optOut = createRoute({
  getParentRoute: () => house,
  path: '/opt-out',
  component: lazyPage(() => import('./opt-out.tsx'), 'OptOut'),
});
const accesses = createRoute({
  getParentRoute: () => house,
  path: '/accesses',
  validateSearch: ({
    by,
    kind,
    from,
    shown,
  }: Record<string, unknown>): AccessFilter & { shown?: number | undefined } => ({
    by: typeof by === 'string' ? by : undefined,
    kind: typeof kind === 'string' ? kind : undefined,
    from: typeof from === 'string' && /^\d{4}-\d\d-\d\d$/.test(from) ? from : undefined,
    shown: typeof shown === 'number' && shown > 0 ? Math.floor(shown) : undefined,
  }),
  component: lazyPage(() => import('./accesses.tsx'), 'Accesses'),
});

export const patientRoutes = patient.addChildren([
  start,
  stop,
  house.addChildren([
    data,
    consents,
    choose,
    consent,
    pause,
    optOut,
    accesses,
    more,
    devices,
    messages,
    recorded,
    texts,
  ]),
]);
