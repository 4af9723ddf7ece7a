import type { RequestHandler, Response } from 'express';
import type { Route } from './route.ts';

const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Says with every head, errors and streams included, what caches may keep: only the proper answers of routes that
 *  `cacheable` lets them keep. Decided when the head is written, so that no handler can say otherwise. */
export function cachePolicy(): RequestHandler {
  return (_request, response, next) => {
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
    response.writeHead = ((...head: [number, ...unknown[]]) => {
      const isPublic = head[0] === response.locals['cacheableStatus'];
      response.setHeader('Cache-Control', isPublic ? FOR_GOOD : 'no-store');
      if (!isPublic) response.vary('Authorization').vary('DPoP');
      return writeHead(...head);
    }) as typeof response.writeHead;
    next();
  };
}

/** A shared cache gives what it keeps to whoever asks: that must be what anybody may read. */
export function allowCaches(response: Response, { who, reply }: Route): void {
  if (who === 'anyone' && reply.immutable === true) response.locals['cacheableStatus'] = reply.status;
}
