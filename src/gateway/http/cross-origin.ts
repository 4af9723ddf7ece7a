import type { Request, RequestHandler, Response } from 'express';
import type { Route } from './route.ts';

/** What pages may send, beside what any page may. */
const SENT = 'Authorization, DPoP, Content-Type, Idempotency-Key, Range';
/** What they may read of any answer, beside what any page may. */
const READ = ['Content-Range', 'DPoP-Nonce', 'ETag', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'];
/** The most that browsers keep. */
const PREFLIGHT_SECONDS = 7_200;

/** Lets pages of the named origins call the routes (Fetch, "CORS protocol"), each with proofs of its own: nothing that a
 *  browser would add by itself, such as a cookie, is ever looked at. Other origins are told nothing. */
export function crossOrigin(origins: readonly string[], routes: readonly Route[]): RequestHandler {
  const allowed = new Set(origins);
  // What a route says that it answers with is for every client of it.
  const exposed = [...new Set([...READ, ...routes.flatMap(({ reply }) => Object.keys(reply.headers?.shape ?? {}))])];
  const closed = new Set(routes.filter((route) => route.sameOrigin).map(({ path }) => path));
  return (request, response, next) => {
    if (allowed.size === 0) return next();
    // Also where no origin is sent: what a cache keeps must not stand in for what another origin gets.
    response.vary('Origin');
    const origin = request.get('origin');
    if (origin === undefined || !allowed.has(origin) || closed.has(request.path)) return next();
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed.join(', ') });
    response.locals['origin'] = origin;
    next();
  };
}

/** Answers a preflight of an origin that `crossOrigin` let in; false for any other request. */
export function answerPreflight(request: Request, response: Response, methods: string): boolean {
  const isPreflight = request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;
  if (!isPreflight || response.locals['origin'] === undefined) return false;
  response.vary('Access-Control-Request-Method').vary('Access-Control-Request-Headers');
  response.set({
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': SENT,
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
  });
  response.status(204).end();
  return true;
}
