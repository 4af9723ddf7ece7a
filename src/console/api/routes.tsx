import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../parts/lazy.ts';
import { root } from '../root-route.tsx';

const found = ({ find }: Record<string, unknown>): { find?: string | undefined } => ({
  find: typeof find === 'string' && find !== '' ? find : undefined,
});

const list = createRoute({
  getParentRoute: () => root,
  path: '/try',
  validateSearch: found,
  component: lazyPage(() => import('./list.tsx'), 'OperationList'),
});
const one = createRoute({
  getParentRoute: () => root,
  path: '/try/$operation',
  // What was looked for in the list, for the way back.
  validateSearch: found,
  component: lazyPage(() => import('./operation.tsx'), 'OperationPage'),
});

export const apiRoutes = [list, one];
