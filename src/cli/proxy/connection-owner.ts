import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** State of a connection that its owner still holds. */
const ESTABLISHED = '01';

/** Whether the system tells whose a connection of this machine is. */
export const TELLS_OWNERS = process.platform === 'linux';

/** User id of whoever holds the other end of a connection over loopback; undefined where the system does not tell, or nobody
 *  holds it any more. */
export async function ownerOf({
  remoteAddress,
  remotePort,
  localAddress,
  localPort,
}: Socket): Promise<number | undefined> {
  const [theirs, ours] = [end(remoteAddress, remotePort), end(localAddress, localPort)];
  if (theirs === undefined || ours === undefined) return undefined;
  for (const table of TABLES) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n')) {
      const [, local = '', remote = '', state, , , , owner] = line.trim().split(/\s+/);
      // An address of IPv4 stands at the end of one of IPv6 where the client's socket is of that.
      if (state === ESTABLISHED && local.endsWith(theirs) && remote.endsWith(ours)) return Number(owner);
    }
  }
  return undefined;
}

/** An end of a connection as the table writes it: words in the machine's own order of bytes. */
function end(address: string | undefined, port: number | undefined): string | undefined {
  const bytes = address === '::1' ? [...Array<number>(15).fill(0), 1] : fourBytes(address);
  if (bytes === undefined || port === undefined) return undefined;
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.slice(i * 4, i * 4 + 4));
  const ordered = endianness() === 'LE' ? words.map((word) => word.reverse()) : words;
  return `${hex(ordered.flat(), 2)}:${hex([port], 4)}`;
}

function fourBytes(address = ''): number[] | undefined {
  const [, ...parts] = /^(127)\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address) ?? [];
  return parts.length === 0 ? undefined : parts.map(Number);
}

function hex(numbers: readonly number[], digits: number): string {
  return numbers.map((number) => number.toString(16).toUpperCase().padStart(digits, '0')).join('');
}
