/** Why no browser keeps a passkey for a page at the endpoint (WebAuthn: a relying party is a domain, and the page comes over
 *  https, or from this machine); undefined where it can. */
export function passkeyObstacle(endpoint: string): string | undefined {
  const { protocol, hostname } = new URL(endpoint);
  if (/^\[|^[\d.]+$/.test(hostname)) return 'browsers keep no passkey for an IP address: name a host';
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? undefined : 'browsers use passkeys over https alone: put it behind TLS';
}
