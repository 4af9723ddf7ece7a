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

export const staffRoutes = staff.addChildren([start, datasets, dataset, newImport, importJob]);
