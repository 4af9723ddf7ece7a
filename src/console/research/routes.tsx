import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const research = createRoute({
  getParentRoute: () => root,
  path: '/research',
  component: lazyRouteComponent(() => import('./house.tsx'), 'ResearchHouse'),
});
const start = createRoute({
  getParentRoute: () => research,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/research/catalogue', replace: true });
  },
});
const catalogue = createRoute({
  getParentRoute: () => research,
  path: '/catalogue',
  component: lazyRouteComponent(() => import('./catalogue.tsx'), 'Catalogue'),
});

export const researchRoutes = research.addChildren([start, catalogue]);
