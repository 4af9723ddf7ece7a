import { randomUUID } from 'node:crypto';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import {
  type Authenticator,
  authenticate,
  type Claimed,
  callDigest,
  confirm,
  isKnown,
  rolesFor,
} from '../auth/authenticate.ts';
import type { Caller, Role } from '../auth/caller.ts';
import { requireDuty } from '../auth/duties.ts';
import type { ActGate, OrderedCall } from './act-gate.ts';
import { allowCaches, cachePolicy } from './cache-policy.ts';
import { consolePages, missingPage } from './console-pages.ts';
import { ContentStream } from './content-stream.ts';
import { answerPreflight, crossOrigin } from './cross-origin.ts';
import { PAGE_POLICY } from './html.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import type { Metrics } from './metrics.ts';
import { networkOfClient } from './network.ts';
import { OpenRequests } from './open-requests.ts';
import type { StreamLimits } from './open-streams.ts';
import { parsed, readJson } from './parsed.ts';
import { toProblem } from './problem.ts';
import type { RequestAttempt } from './request-attempt.ts';
import { type Route, Standing } from './route.ts';

const DEFAULT_MAX_BODY = 65_536;
const PART = 65_536;
/** Of what changes something: the log keeps the address as it was sent, and all that it says must have been looked at. */
const NO_QUERY = z.strictObject({});

export interface HttpLimits extends StreamLimits {
  /** Requests a minute from one network address, before and without a session. */
  readonly anonymousPerMinute: number;
  /** Those of them that lead to a session: a flood of others keeps nobody from signing in to withdraw. */
  readonly signInsPerMinute: number;
  /** Those of them that read checkpoints, tiles and entries: a mirror asks for thousands, and must not be in the way of others. */
  readonly logReadsPerMinute: number;
  /** Requests an hour, of one network, for one-time codes and with them. */
  readonly codesAnHour: number;
  /** Requests a minute in the name of one account. */
  readonly accountPerMinute: number;
  /** Requests of one network whose answers are not read yet. */
  readonly openANetwork: number;
}

export interface HttpOptions {
  readonly routes: readonly Route[];
  readonly authenticator: Authenticator;
  readonly idempotency: Idempotency;
  /** Nothing of what persons do is logged or held up where there is none. */
  readonly acts?: ActGate;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly limits: HttpLimits;
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For tells the client's address. */
  readonly trustedProxies: readonly string[];
  /** Origins of web pages that may call the routes; none unless said. */
  readonly origins?: readonly string[];
  /** Directory of the web pages as they were built; none are served without. */
  readonly pages?: string;
}

interface Limiters {
  readonly anonymous: RateLimiterMemory;
  readonly signIn: RateLimiterMemory;
  readonly logRead: RateLimiterMemory;
  readonly code: RateLimiterMemory;
  readonly account: RateLimiterMemory;
  readonly open: OpenRequests;
}

/** The Express application for the routes: default deny, bounded bodies, problem documents. */
export function createHttp(options: HttpOptions): Express {
  const app = express();
  const limiters: Limiters = {
    anonymous: new RateLimiterMemory({ points: options.limits.anonymousPerMinute, duration: 60 }),
    signIn: new RateLimiterMemory({ points: options.limits.signInsPerMinute, duration: 60 }),
    logRead: new RateLimiterMemory({ points: options.limits.logReadsPerMinute, duration: 60 }),
    code: new RateLimiterMemory({ points: options.limits.codesAnHour, duration: 3_600 }),
    account: new RateLimiterMemory({ points: options.limits.accountPerMinute, duration: 60 }),
    open: new OpenRequests(options.limits.openANetwork),
  };
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  // One spelling of each path: rules of a proxy in front, and whoever reads a proof, must not be got round by another.
  app.enable('case sensitive routing');
  app.enable('strict routing');
  // Express would believe the host and protocol that they forward, too: nothing here may read those of a request.
  app.set('trust proxy', [...options.trustedProxies]);
  app.use(helmet({ contentSecurityPolicy: PAGE_POLICY }));
  app.use(cachePolicy());
  app.use(observe(options));
  app.use(crossOrigin(options.origins ?? [], options.routes));
  if (options.pages !== undefined) app.use(consolePages(options.pages));
  app.use(oneSpelling(limiters));
  // As OpenAPI has it: a path that is named as it stands is nobody's parameter, whatever the method.
  const isTemplate = ({ path }: Route) => path.includes('{');
  const [named, templates] = [options.routes.filter((one) => !isTemplate(one)), options.routes.filter(isTemplate)];
  for (const routes of [named, templates]) {
    for (const route of routes) app[route.method](expressPath(route.path), answer(route, options, limiters));
    for (const path of new Set(routes.map((one) => one.path))) {
      app.all(expressPath(path), otherMethod(methodsOf(routes, path), limiters));
    }
  }
  app.use(countStrangers(limiters));
  if (options.pages !== undefined) app.use(missingPage(options.pages));
  app.use(refusePath);
  app.use(reportProblem(options));
  return app;
}

function methodsOf(routes: readonly Route[], path: string): string {
  const methods = routes.filter((one) => one.path === path).map(({ method }) => method.toUpperCase());
  const isOpen = routes.some((one) => one.path === path && one.method === 'get' && one.who === 'anyone');
  return [...methods, ...(isOpen ? ['HEAD'] : [])].join(', ');
}

/** HEAD of a protected route would be logged as a release of which nothing arrives. OPTIONS is for pages of the origins
 *  that are let in alone: their preflights are counted by the way to a session, so that no flood keeps such a page from
 *  withdrawing. */
function otherMethod(allowed: string, limiters: Limiters): RequestHandler {
  return async (request, response) => {
    const isLetIn = response.locals['origin'] !== undefined && request.method === 'OPTIONS';
    await admitStranger(request, response, limiters, isLetIn ? limiters.signIn : limiters.anonymous);
    if (answerPreflight(request, response, allowed)) return;
    response.set('Allow', allowed);
    throw new CustosError('METHOD_NOT_ALLOWED', `This takes ${allowed}, and no ${request.method}.`);
  };
}

/** What a path names is plain everywhere. Escapes would be a second spelling, which the log would keep, and by which whoever reads it
 *  would not find the patient. */
function oneSpelling(limiters: Limiters): RequestHandler {
  return async (request, response, next) => {
    if (!request.path.includes('%')) return next();
    await admitStranger(request, response, limiters);
    throw new CustosError(
      'INPUT_INVALID',
      'Write the path without percent signs: nothing that it names here needs any.',
    );
  };
}

function countStrangers(limiters: Limiters): RequestHandler {
  return async (request, response, next) => {
    await admitStranger(request, response, limiters);
    next();
  };
}

function refusePath(): never {
  throw new CustosError('NOT_FOUND', 'There is no such path here. GET /openapi.json lists what there is.');
}

async function admitStranger(
  request: Request,
  response: Response,
  { open, anonymous }: Limiters,
  limiter = anonymous,
): Promise<void> {
  const network = networkOfClient(request);
  open.enter(network, response);
  await consume(limiter, network);
}

function expressPath(path: string): string {
  return path.replace(/\{\+(\w+)\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1');
}

function answer(route: Route, options: HttpOptions, limiters: Limiters): RequestHandler {
  return async (request, response, next) => {
    if (request.method === 'HEAD' && route.who !== 'anyone') return next();
    response.locals.route = route.path;
    allowCaches(response, route);
    if (!route.unlimited) limiters.open.enter(networkOfClient(request), response);
    const claimed = await admit(route, request, options, limiters);
    const body = await readBody(request, route);
    const now = Date.now();
    const { authenticator } = options;
    if (claimed) requireDuty(authenticator.staff, claimed.session, route.duties);
    const caller = claimed && confirm(authenticator, claimed, rolesOf(route), boundBy(route, request, body), now);
    const params = parsed(route.params, request.params, 'path') as OrderedCall['params'];
    const call = {
      caller,
      params,
      query: parsed(route.query ?? (route.method === 'get' ? undefined : NO_QUERY), request.query, 'query'),
      body: route.rawBody ? body : parsed(route.body, route.body ? readJson(body) : undefined, 'body'),
      request,
      response,
    };
    const work = async (attempt: RequestAttempt): Promise<Answer> => {
      if (caller) await options.acts?.order({ ...sent, route, caller, params, body: call.body });
      return answerTo(route, await route.handle({ ...call, attempt } as Parameters<Route['handle']>[0]));
    };
    const sent = { method: request.method, url: request.originalUrl, bytes: body };
    const key = route.creates ? request.get('idempotency-key') : undefined;
    const whole = key === undefined ? body : callDigest(request.method, request.originalUrl, body);
    const who = callerName(caller);
    const result = await options.idempotency.once(who, key, whole, now, work);
    await reply(response, route, result);
  };
}

/** What a route's handler gave, as it is answered. */
export function answerTo(route: Route, given: unknown): Answer {
  return given instanceof Standing ? { status: 200, body: given.body } : { status: route.reply.status, body: given };
}

/** Whose idempotency keys they are. A member keeps its own when it changes its account; each of its persons has others. */
function callerName(caller: Caller | undefined): string {
  const who = String(caller?.member ?? caller?.signer);
  return caller?.person === undefined ? who : `${who}/${caller.person}`;
}

/** Everything that is decided before the body is looked at. */
async function admit(
  route: Route,
  request: Request,
  { authenticator }: HttpOptions,
  limiters: Limiters,
): Promise<Claimed | undefined> {
  const now = Date.now();
  const authorization = authorizationOf(request);
  const network = networkOfClient(request);
  if (route.who === 'anyone') {
    if (!route.unlimited) await consume(limiterOf(route, limiters), network);
    return undefined;
  }
  const known = isKnown(authenticator, authorization, now);
  if (!known) await consume(limiters.anonymous, network);
  const presented = { method: request.method, url: request.originalUrl, authorization, dpop: request.get('dpop') };
  let claimed: Claimed;
  try {
    claimed = authenticate(authenticator, presented, now);
  } catch (error) {
    if (known) await consume(limiters.anonymous, network);
    throw error;
  }
  await consume(limiters.account, claimed.session.signer);
  requireDuty(authenticator.staff, claimed.session, route.duties);
  rolesFor(authenticator, claimed.session, route.who);
  return claimed;
}

/** Of a route that anyone may call. */
function limiterOf(
  { leadsIn, readsLog, asksCodes }: Route,
  { signIn, logRead, code, anonymous }: Limiters,
): RateLimiterMemory {
  if (leadsIn) return signIn;
  if (asksCodes) return code;
  return readsLog ? logRead : anonymous;
}

/** Of two, Node gives the first, and a proxy in front may look at the other: then none counts. */
function authorizationOf({ headersDistinct }: Request): string | undefined {
  const [first, ...others] = headersDistinct['authorization'] ?? [];
  return others.length === 0 ? first : undefined;
}

function rolesOf({ who }: Route): readonly Role[] {
  return who === 'anyone' ? [] : who;
}

/** What the proof's `req` must be. */
function boundBy(route: Route, request: Request, body: Uint8Array): Uint8Array {
  return route.bind?.(request, body) ?? callDigest(request.method, request.originalUrl, body);
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    const seconds = Math.ceil((refusal as { msBeforeNext: number }).msBeforeNext / 1000);
    throw new CustosError('RATE_LIMITED', `Too many requests. Try again in ${seconds} s.`, { details: { seconds } });
  }
}

/** Reads at most the route's limit; what the client declares is not trusted. */
async function readBody(request: Request, route: Route): Promise<Uint8Array> {
  const max = route.maxBody ?? DEFAULT_MAX_BODY;
  const wanted = route.rawBody?.type ?? (route.body ? 'application/json' : undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  // A body that is left off stays on its connection, which is closed once the answer was sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > max)
      throw new CustosError('INPUT_TOO_LARGE', `The body is larger than the ${max} bytes that this route takes.`);
    chunks.push(chunk);
  }
  if (length > 0 && (wanted === undefined || !request.is(wanted))) {
    throw new CustosError('INPUT_INVALID', wanted ? `Send the body as ${wanted}.` : 'This route takes no body.');
  }
  return Buffer.concat(chunks);
}

async function reply(
  response: Response,
  route: Route,
  { status, body }: { status: number; body: unknown },
): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.status(status);
  if (body === undefined || status === 204) return void response.end();
  const isBytes = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = Buffer.from(isBytes ? body : JSON.stringify(body));
  response.type((isBytes && route.reply.type) || 'application/json').set('Content-Length', String(bytes.length));
  if (response.req.method === 'HEAD') return void response.end();
  const stream = new ContentStream(response);
  // In parts, of which it shows whether the client reads them.
  for (let at = 0; at < bytes.length; at += PART) await stream.write(bytes.subarray(at, at + PART));
  stream.end();
}

function observe({ metrics, logger }: HttpOptions): RequestHandler {
  return (request, response, next) => {
    const id = randomUUID();
    const started = process.hrtime.bigint();
    response.set('X-Request-Id', id);
    response.locals.id = id;
    response.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = String(response.locals.route ?? 'none');
      metrics.requests.observe({ method: request.method, route, status: String(response.statusCode) }, seconds);
      logger.info(
        { id, method: request.method, route, status: response.statusCode, ms: Math.round(seconds * 1000) },
        'request',
      );
    });
    next();
  };
}

function reportProblem({ metrics, logger }: HttpOptions): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = toProblem(error);
    // The client went away while its body was read, or its answer written: nothing failed, and nobody is there to be told.
    if (response.destroyed && (!request.complete || problem.code === 'UNAVAILABLE')) return;
    metrics.refusals.inc({ code: problem.code });
    // What cut a stream off stands in the access log.
    const interrupted = response.headersSent && problem.code === 'UNAVAILABLE';
    if (problem.status >= 500 && !interrupted) {
      logger.error({ id: response.locals['id'], code: problem.code, err: error }, 'request failed');
    }
    // A stream that has begun cannot change its status: a reset tells the client that it was cut off.
    if (response.headersSent || response.destroyed) return void response.destroy();
    if (problem.status === 401) response.set('WWW-Authenticate', 'DPoP algs="ES256"');
    if (problem.details?.seconds !== undefined) response.set('Retry-After', String(problem.details.seconds));
    if (!request.complete) response.set('Connection', 'close');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}
