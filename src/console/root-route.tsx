import { createRootRoute } from '@tanstack/react-router';
import { Frame } from './parts/frame.tsx';
import { Missing } from './parts/missing.tsx';

/** What every page stands in. */
export const root = createRootRoute({ component: Frame, notFoundComponent: Missing });
