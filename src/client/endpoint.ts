import { CustosError } from '../core/errors.ts';

/** The address of a gateway as gateways register it: origin alone, without a slash at its end. One place has one
 *  spelling, so that whom a client knows there does not depend on how the address was typed. INPUT_INVALID for what is no
 *  http(s) URL, or holds a user, path, query or fragment, which no gateway's address has. */
export function writtenEndpoint(text: string, what = 'The address of a gateway'): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new CustosError('INPUT_INVALID', `${what} must be a URL that begins with http:// or https://.`);
  }
  if (
    url.username !== '' ||
    url.password !== '' ||
    !/^\/*$/.test(url.pathname) ||
    /[?#]/.test(text) ||
    url.hostname.endsWith('.')
  ) {
    const message = `${what} must be a host and its port alone, such as ${url.origin}: no user, path, query or fragment, and no dot at its end.`;
    throw new CustosError('INPUT_INVALID', message);
  }
  return url.origin;
}
