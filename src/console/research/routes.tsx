import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const research = createRoute({
  getParentRoute: () => root,
  path: '/research',
  component: lazyRouteComponent(() => import('./house.tsx'), 'ResearchHouse'),
});

export const researchRoutes = research;
