import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CustosError } from '../../core/errors.ts';
import { requireFreePort } from '../move-endpoint.ts';

/** A free port of IPv4 may be another program's of IPv6. */
const ATTEMPTS = 8;
/** What a machine without IPv6 answers. */
const WITHOUT: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Listens on 127.0.0.1 and, where the machine has it, ::1, at one port: nobody else can then take what was meant for
 *  `localhost`. Port 0 is any that is free on both. CONFIG_INVALID where one that is named is not. */
export class LoopbackServer implements AsyncDisposable {
  readonly port: number;
  readonly #servers: readonly Server[];

  private constructor(port: number, servers: readonly Server[]) {
    this.port = port;
    this.#servers = servers;
  }

  static async open(listener: RequestListener, wanted: number): Promise<LoopbackServer> {
    if (wanted !== 0) await requireFreePort(wanted, '--port');
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const first = createServer(listener);
      await listening(first, wanted, '127.0.0.1');
      const { port } = first.address() as AddressInfo;
      const second = createServer(listener);
      const trouble = await listening(second, port, '::1').catch((error: NodeJS.ErrnoException) => error);
      if (trouble === undefined) return new LoopbackServer(port, [first, second]);
      if (WITHOUT.has(trouble.code)) return new LoopbackServer(port, [first]);
      await ended(first);
      if (wanted !== 0) break;
    }
    const port = wanted === 0 ? 'No port' : `Port ${wanted}`;
    throw new CustosError(
      'CONFIG_INVALID',
      `${port} is free on both 127.0.0.1 and ::1. Choose ${wanted === 0 ? 'one' : 'another one'} with --port.`,
    );
  }

  /** Breaks off what is being answered. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#servers.map(ended));
  }
}

async function listening(server: Server, port: number, host: string): Promise<undefined> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port, host, ipv6Only: true }, resolve);
  });
}

async function ended(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
}
