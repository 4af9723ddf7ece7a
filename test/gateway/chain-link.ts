import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { type Consortium, foundConsortium } from './consortium.ts';

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown[];
}

const RUNS = ['eth_call', 'eth_estimateGas', 'eth_getCode'];

/** What stands between a gateway and its chain. */
export interface ChainLink {
  readonly url: string;
  /** Connections are cut. */
  cut(): void;
  /** As `cut`. Resolves when the first one was cut that asks for the gas of a call. */
  cutCalls(): Promise<void>;
  /** The chain answers and its newest block stays the one that it is now. */
  freeze(): Promise<void>;
  /** Nothing is answered, and connections stay open. */
  hang(): void;
  /** Whatever runs the contracts is not answered, as where others keep the engine busy. */
  busy(): void;
  /** Transactions are refused; everything else is answered. Resolves when the first of them was refused. */
  refuseWrites(): Promise<void>;
  mend(): void;
  close(): Promise<void>;
}

/** Hands JSON-RPC on to an engine, until it is told to do otherwise. */
async function openChainLink(target: string): Promise<ChainLink> {
  let refused = Promise.withResolvers<void>();
  let wasCut = Promise.withResolvers<void>();
  let state: 'up' | 'cut' | 'hanging' | 'busy' | 'no-writes' | { readonly newest: string } = 'up';
  const ask = async (body: unknown): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/json' };
    return (await fetch(target, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const answer = (call: Call): Promise<unknown> | object => {
    if (state === 'busy' && RUNS.includes(call.method)) return new Promise(() => undefined);
    if (state === 'no-writes' && call.method === 'eth_sendRawTransaction') {
      refused.resolve();
      return { jsonrpc: '2.0', id: call.id, error: { code: -32000, message: 'txpool is full' } };
    }
    if (typeof state === 'string') return ask(call);
    const { newest } = state;
    const pinned = call.params?.map((param) => (param === 'finalized' || param === 'latest' ? newest : param));
    return ask(call.method.startsWith('eth_get') ? { ...call, params: pinned } : call);
  };
  const server = createServer(async (request, response) => {
    try {
      const calls = (await json(request)) as Call | Call[];
      if (state === 'cut') {
        if ([calls].flat().some(({ method }) => method === 'eth_estimateGas')) wasCut.resolve();
        return void request.socket.destroy();
      }
      if (state === 'hanging') return;
      const answers = Array.isArray(calls) ? await Promise.all(calls.map(answer)) : await answer(calls);
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answers));
    } catch {
      request.socket.destroy();
    }
  });
  const cut = () => {
    state = 'cut';
    wasCut = Promise.withResolvers();
    server.closeAllConnections();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    cutCalls: () => {
      cut();
      return wasCut.promise;
    },
    freeze: async () => {
      const block = (await ask({
        jsonrpc: '2.0',
        id: 1,
        method: 'eth_getBlockByNumber',
        params: ['finalized', false],
      })) as {
        result: { number: string };
      };
      state = { newest: block.result.number };
    },
    hang: () => {
      state = 'hanging';
    },
    busy: () => {
      state = 'busy';
    },
    refuseWrites: () => {
      state = 'no-writes';
      refused = Promise.withResolvers();
      return refused.promise;
    },
    mend: () => {
      state = 'up';
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A consortium whose gateway reaches its chain by a link. */
export async function foundBehindLink(
  options: Omit<NonNullable<Parameters<typeof foundConsortium>[0]>, 'link'>,
): Promise<{ readonly consortium: Consortium; readonly link: ChainLink }> {
  const opened = Promise.withResolvers<ChainLink>();
  const consortium = await foundConsortium({
    ...options,
    link: async (url) => {
      const link = await openChainLink(url);
      opened.resolve(link);
      return link.url;
    },
  });
  return { consortium, link: await opened.promise };
}
