import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { Request } from 'express';

/** The network that a request came from: its connection's, or behind trusted proxies the one that they name. Where
 *  they name no address, what arrives through them is counted as theirs. */
export function networkOfClient({ ip, socket }: Request): string {
  return networkOf(ip !== undefined && isIP(ip) !== 0 ? ip : (socket.remoteAddress ?? ''));
}

/** What requests are counted by: an IPv4 address, or the /64 of an IPv6 one, all of which one client may have. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const groups = groupsOf(ip.replace(/%.*$/, ''));
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 6).join() === MAPPED) return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** Where a network lies: the /24 of an IPv4 address, the /48 of an IPv6 one. Whoever has many networks has most of them side by side. */
export function neighbourhoodOf(network: string): string {
  if (isIPv4(network)) return `${network.split('.').slice(0, 3).join('.')}.0/24`;
  return network.endsWith('/64') ? `${network.split(':').slice(0, 3).join(':')}::/48` : network;
}

/** First groups of an IPv6 address that stands for an IPv4 one. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff].join();
const GROUPS = 8;

/** The eight numbers of an IPv6 address, in whatever spelling. */
function groupsOf(ip: string): number[] {
  const [first = [], last = []] = ip.split('::').map((part) => (part === '' ? [] : part.split(':').flatMap(groupOf)));
  return [...first, ...Array(Math.max(0, GROUPS - first.length - last.length)).fill(0), ...last];
}

/** A group in hex, or the two that an IPv4 address at the end stands for. */
function groupOf(text: string): number[] {
  if (!isIPv4(text)) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
