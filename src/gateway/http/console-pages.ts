import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import sirv from 'sirv';

/** Where the pages of people are: whatever lies below is one document, which reads the address. */
const PAGES = /^\/(?:patient|staff|research|audit|enter)(?:\/[\w.~:@-]+)*\/?$/;
const BUILT = /^\/assets\/[\w.-]+$/;

/** React Aria writes one style element, of which this is the digest: it keeps a tap from being taken for a double tap. */
const PRESS_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** Scripts, styles, fonts and pictures of this origin alone, none of them within the page, and no string that becomes one (Trusted
 *  Types). `outside` are the other gateways that the ledger names: the catalogue asks them. */
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
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Serves the web pages as they were built in `directory`: the document for each address of a page, to whoever asks for HTML, and what it
 *  refers to, for good, since the names of those files change with their contents. Everything else is left to the API. */
export function consolePages(directory: string): RequestHandler {
  const document = readFileSync(join(directory, 'index.html'));
  const files = sirv(directory, { brotli: true, gzip: true, etag: true, setHeaders: (response) => void response });
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (BUILT.test(request.path)) {
      response.locals['route'] = '/assets';
      response.locals['cacheableStatus'] = 200;
      return files(request, response, () => {
        response.locals['cacheableStatus'] = undefined;
        next();
      });
    }
    const isStart = request.path === '/';
    if (!isStart && !PAGES.test(request.path)) return next();
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.locals['route'] = isStart ? '/' : '/pages';
    response.set({ 'Content-Security-Policy': POLICY, 'Cross-Origin-Opener-Policy': 'same-origin' });
    response.type('html').send(document);
  };
}
