/** Why no browser keeps a passkey for a page at the endpoint (WebAuthn: a relying party is a domain, and the page comes over
 *  https, or from this machine); undefined where it can. */
export function passkeyObstacle(endpoint: string): string | undefined {
  const { protocol, hostname } = new URL(endpoint);
  if (/^\[|^[\d.]+$/.test(hostname)) return 'browsers keep no passkey for an IP address: name a host';
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? undefined : 'browsers use passkeys over https alone: put it behind TLS';
}

/** What is wrong with the relying party of a gateway's passkeys: the domain of its endpoint or one above it, never a
 *  top-level one; undefined where nothing is. */
export function relyingPartyFault(rpId: string, endpoint: string): string | undefined {
  const { hostname } = new URL(endpoint);
  if (hostname === rpId) return undefined;
  if (!hostname.endsWith(`.${rpId}`)) return `must be ${hostname} or a domain above it`;
  return rpId.includes('.') ? undefined : 'must be more than a top-level domain';
}
