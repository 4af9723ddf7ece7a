import { CustosError } from '../core/errors.ts';

/** What is wrong with the base URL of a gateway, and how it is written; undefined where nothing is. It stands on chain, and
 *  sign-ins and proofs name it: two spellings of one place would be two gateways, and a path would be lost behind it. */
export function endpointFault(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'must be a URL that begins with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password';
  if (/[?#]/.test(text)) return 'must have no query and no fragment';
  if (url.pathname !== '/') return 'must have no path: a gateway has a host or port of its own';
  if (url.hostname.endsWith('.')) return 'must not end its host with a dot';
  const written = text.endsWith('/') ? text.slice(0, -1) : text;
  return written === url.origin ? undefined : `must be written ${url.origin}`;
}

/** A gateway of this machine alone. By name: browsers keep no passkey for an IP address. */
export function ownUrl(port: number): string {
  return `http://localhost:${port}`;
}

/** Whether an endpoint is this machine's alone; nodes were once founded under its IP address. */
export function isOwnUrl(endpoint: string, port: number): boolean {
  return endpoint === ownUrl(port) || endpoint === `http://127.0.0.1:${port}`;
}

/** Where a node listens, where that is not where its endpoint says: nobody reaches it before something leads there. */
export function listeningLines({
  endpoint,
  host,
  port,
}: {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
}): string[] {
  const url = URL.parse(endpoint);
  const own = url?.port || (url?.protocol === 'https:' ? '443' : '80');
  if (url?.protocol === 'http:' && own === String(port)) return [];
  return [`listens on ${host}, port ${port}: a proxy must lead there what comes to ${endpoint}`];
}

/** Gives it as it is registered, without a slash at its end. INPUT_INVALID. */
export function checkEndpoint(text: string, option: string): string {
  const fault = endpointFault(text);
  if (fault === undefined) return new URL(text).origin;
  throw new CustosError('INPUT_INVALID', `${option} ${fault}.`);
}
