import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../parts/lazy.ts';
import { root } from '../root-route.tsx';
import { declaredIn, type UseOfData } from './use-of-data.ts';

/** What narrows the catalogue. */
export interface CatalogueSearch {
  readonly text?: string | undefined;
  readonly purpose?: number | undefined;
  readonly size?: string | undefined;
  readonly year?: string | undefined;
  readonly kind?: string | undefined;
  readonly steward?: string | undefined;
}

/** A download as its page's address has it. */
export interface DownloadSearch extends UseOfData {
  readonly permit?: number | undefined;
  /** Types of FHIR that alone are wanted, with commas between. */
  readonly kinds?: string | undefined;
}

const research = createRoute({
  getParentRoute: () => root,
  path: '/research',
  component: lazyPage(() => import('./house.tsx'), 'ResearchHouse'),
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
  validateSearch: (search: Record<string, unknown>): CatalogueSearch => ({
    text: written(search['text']),
    purpose: declaredIn(search).purpose,
    size: written(search['size']),
    year: written(search['year']),
    kind: written(search['kind']),
    steward: written(search['steward']),
  }),
  component: lazyPage(() => import('./catalogue.tsx'), 'Catalogue'),
});
const dataset = createRoute({
  getParentRoute: () => research,
  path: '/datasets/$dataset',
  validateSearch: declaredIn,
  component: lazyPage(() => import('./dataset.tsx'), 'DatasetPage'),
});
const permits = createRoute({
  getParentRoute: () => research,
  path: '/permits',
  component: lazyPage(() => import('./permits.tsx'), 'Permits'),
});
const agreement = createRoute({
  getParentRoute: () => research,
  path: '/permits/$permit/agreement',
  component: lazyPage(() => import('./agreement.tsx'), 'Agreement'),
});
const download = createRoute({
  getParentRoute: () => research,
  path: '/download',
  validateSearch: (search: Record<string, unknown>): DownloadSearch => ({
    ...declaredIn(search),
    permit: Number.isInteger(search['permit']) ? Number(search['permit']) : undefined,
    kinds: written(search['kinds']),
  }),
  component: lazyPage(() => import('./download.tsx'), 'Download'),
});
const receipts = createRoute({
  getParentRoute: () => research,
  path: '/receipts',
  component: lazyPage(() => import('./receipts.tsx'), 'Receipts'),
});

/** What an address gives as a number stays one until here. */
function written(given: unknown): string | undefined {
  const text = typeof given === 'number' ? String(given) : given;
  return typeof text === 'string' && text !== '' ? text.slice(0, 400) : undefined;
}

export const researchRoutes = research.addChildren([start, catalogue, dataset, permits, agreement, download, receipts]);
