const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut off',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'the names of hosts cannot be looked up now',
  EHOSTUNREACH: 'the network does not lead there',
  ENETUNREACH: 'the network does not lead there',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_SOCKET: 'the connection was cut off',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody that this machine trusts',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody that this machine trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody that this machine trusts',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host',
};

/** No connection came about. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What the network said: its code, such as ECONNREFUSED, and words for people; `isUnsent` where it is sure that nothing
 *  reached the other side. */
export function networkTrouble(error: unknown): {
  readonly reason: string;
  readonly words: string;
  readonly isUnsent: boolean;
} {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') {
    const words = WORDS[cause.code] ?? `the network says ${cause.code}`;
    return { reason: cause.code, words, isUnsent: UNSENT.has(cause.code) };
  }
  const words = name === 'AbortError' ? 'no answer in time' : 'no connection';
  return { reason: words, words, isUnsent: false };
}
