import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Authenticator } from '../../src/gateway/auth/authenticate.ts';
import { createHttp, type HttpOptions } from '../../src/gateway/http/http.ts';
import { Idempotency } from '../../src/gateway/http/idempotency.ts';
import { createMetrics } from '../../src/gateway/http/metrics.ts';

const LIMITS: HttpOptions['limits'] = {
  anonymousPerMinute: 1_000,
  signInsPerMinute: 1_000,
  logReadsPerMinute: 1_000,
  codesAnHour: 60,
  accountPerMinute: 1_000,
  openANetwork: 100,
  streamsAnAccount: 1,
  streams: 1,
};

/** The gateway's HTTP alone, with routes of the test's own. */
export interface HttpWorld {
  readonly url: string;
  readonly port: number;
  /** What its log holds, a line each. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

export async function serveHttp(
  options: Pick<HttpOptions, 'routes'> &
    Partial<Omit<HttpOptions, 'limits'>> & { limits?: Partial<HttpOptions['limits']> },
): Promise<HttpWorld> {
  const logged: Record<string, unknown>[] = [];
  const app = createHttp({
    authenticator: {} as Authenticator,
    idempotency: new Idempotency(
      { get: async () => undefined, put: async () => undefined, delete: async () => undefined },
      () => undefined,
    ),
    metrics: createMetrics({ unanchoredMs: () => 0, ledgerLagMs: () => 0 }),
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) }),
    trustedProxies: [],
    ...options,
    limits: { ...LIMITS, ...options.limits },
  });
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    logged,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
