import { lazyRouteComponent } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';
import { CustosError } from '../../client/index.ts';

/** A page whose code comes when somebody goes there. Where it does not come, the page says that nobody answers: the router would load
 *  the document anew by itself, and leave who has no network with the browser's own page. */
export function lazyPage<Module extends Record<Name, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) {
  const loading = () =>
    load().catch((cause) => {
      throw new CustosError('GATEWAY_UNREACHABLE', 'A page did not come.', { cause });
    });
  return lazyRouteComponent(loading, name);
}

/** A part that a page can do without. What says that nobody answers must not need an answer itself: where its code does not come, it is
 *  not there, or `otherwise` stands in its place. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  otherwise: ComponentType<Props> = Nothing,
) {
  return lazy(() =>
    load().then(
      (part) => ({ default: part }),
      () => ({ default: otherwise }),
    ),
  );
}

function Nothing(): null {
  return null;
}
