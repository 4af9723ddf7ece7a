import { InvalidArgumentError } from 'commander';
import { CustosError } from '../core/errors.ts';

/** An address that a node listens on; `name` is what people set it by. */
export interface Listener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** JSON-RPC of the embedded chain listens on loopback alone. */
export const CHAIN_HOST = '127.0.0.1';

/** Reads the value of an option that takes a port; 0 is any free one. */
export function listeningPort(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a port, 0 to 65535.');
}

/** Two that cannot listen beside each other, in one sentence; undefined where all can. Port 0 is any free one. */
export function listenerClash(listeners: readonly Listener[]): string | undefined {
  for (const [i, one] of listeners.entries()) {
    for (const other of listeners.slice(i + 1)) {
      if (one.port === 0 || one.port !== other.port || !shareAddress(one.host, other.host)) continue;
      return `${one.name} and ${other.name} are both port ${one.port}: give each a port of its own.`;
    }
  }
  return undefined;
}

/** CONFIG_INVALID, as {@link listenerClash}. */
export function requireNoClash(listeners: readonly Listener[]): void {
  const clash = listenerClash(listeners);
  if (clash !== undefined) throw new CustosError('CONFIG_INVALID', clash);
}

const EVERYWHERE = ['0.0.0.0', '::', '[::]', '*'];
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

function shareAddress(one: string, other: string): boolean {
  if ([one, other].some((host) => EVERYWHERE.includes(host))) return true;
  // `localhost` is either loopback address, by the machine's own table.
  if ([one, other].includes('localhost')) return LOOPBACK.includes(one) && LOOPBACK.includes(other);
  return one === other;
}
