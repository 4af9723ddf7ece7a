import { isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';

/** The network that a request came from: its connection's, or behind trusted proxies the one that they name. Where
 *  they name no address, what arrives through them is counted as theirs. */
export function networkOfClient({ ip, socket }: Request): string {
  return networkOf(ip !== undefined && isIP(ip) !== 0 ? ip : (socket.remoteAddress ?? ''));
}

/** What requests are counted by: an IPv4 address, or the /64 of an IPv6 one, all of which one client may have. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail = ''] = ip.replace(/%.*$/, '').split('::');
  const [first, last] = [head, tail].map((part) => (part === '' ? [] : part.split(':'))) as [string[], string[]];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
