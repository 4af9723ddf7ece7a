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

export const staffRoutes = staff.addChildren([start, datasets]);
