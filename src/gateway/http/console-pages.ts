import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';

/** Where the pages of people are: whatever lies below is one document, which reads the address. */
const PAGES = /^\/(?:patient|staff|research|audit|enter|try)(?:\/[\w.~:@-]+)*\/?$/;

/** React Aria writes one style element, of which this is the digest: it keeps a tap from being taken for a double tap. */
const PRESS_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** Scripts, styles, fonts and pictures of this origin alone, none of them within the page, and no string that becomes one (Trusted
 *  Types), but for the address of a worker. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${PRESS_STYLE}`,
  "font-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "worker-src 'self'",
  "require-trusted-types-for 'script'",
  // Of the auditor's pages, for the address of their one worker, and for nothing else.
  'trusted-types custos-worker',
].join('; ');

/** Of a worker, which asks nothing of anybody: its page does. Keccak runs as WebAssembly. */
const WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

interface BuiltFile {
  readonly type: string;
  /** By content coding. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Serves the web pages as they were built in `directory`: the document for each address of a page, to whoever asks for HTML, and what it
 *  refers to, for good, since the names of those files change with their contents. Everything else is left to the API. All of it is
 *  read now, some megabytes: what is built anew meanwhile is served after a restart. */
export function consolePages(directory: string): RequestHandler {
  const document = builtFile(directory, 'index.html');
  const names = readdirSync(join(directory, 'assets')).filter((name) => !/\.(?:br|gz)$/.test(name));
  const files = new Map(names.map((name) => [`/assets/${name}`, builtFile(directory, `assets/${name}`)]));
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const file = files.get(request.path);
    if (file !== undefined) {
      response.locals['route'] = '/assets';
      response.locals['cacheableStatus'] = 200;
      response.set('Content-Security-Policy', WORKER_POLICY);
      return give(request, response, file);
    }
    const isStart = request.path === '/';
    if (!isStart && !PAGES.test(request.path)) return next();
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.locals['route'] = isStart ? '/' : '/pages';
    // A window in which an organisation's own sign-in is shown answers the page that opened it.
    response.set({ 'Content-Security-Policy': POLICY, 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' });
    give(request, response, document);
  };
}

/** Tells a person who mistyped an address so, in the page's words; programs are told by the problem document that comes after. */
export function missingPage(directory: string): RequestHandler {
  const document = builtFile(directory, 'index.html');
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.locals['route'] = '/pages';
    response.status(404).set('Content-Security-Policy', POLICY);
    give(request, response, document);
  };
}

function builtFile(directory: string, name: string): BuiltFile {
  const bodies = new Map([['identity', readFileSync(join(directory, name))]]);
  for (const [coding, ending] of CODINGS) {
    const path = join(directory, `${name}${ending}`);
    if (existsSync(path)) bodies.set(coding, readFileSync(path));
  }
  return { type: extname(name), bodies };
}

/** In the first coding of the file's that the client takes. */
function give(request: Request, response: Response, { type, bodies }: BuiltFile): void {
  const offered = CODINGS.map(([coding]) => coding).filter((coding) => bodies.has(coding));
  const coding = request.acceptsEncodings([...offered, 'identity']) || 'identity';
  if (coding !== 'identity') response.set('Content-Encoding', coding);
  response.vary('Accept-Encoding').type(type).send(bodies.get(coding));
}
