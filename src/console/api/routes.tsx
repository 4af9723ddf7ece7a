import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root-route.tsx';

const found = ({ find }: Record<string, unknown>): { find?: string | undefined } => ({
  find: typeof find === 'string' && find !== '' ? find : undefined,
});

const list = createRoute({
  getParentRoute: () => root,
  path: '/try',
  validateSearch: found,
  component: lazyRouteComponent(() => import('./list.tsx'), 'OperationList'),
});
const one = createRoute({
  getParentRoute: () => root,
  path: '/try/$operation',
  // What was looked for in the list, for the way back.
  validateSearch: found,
  component: lazyRouteComponent(() => import('./operation.tsx'), 'OperationPage'),
});

export const apiRoutes = [list, one];
