import type { Bytes } from '../core/bytes.ts';
import { Admission } from './admission.ts';
import { CallThread } from './call-thread.ts';
import { Caller } from './caller.ts';
import { Chain, chainDirectory } from './chain.ts';
import { Intake } from './intake.ts';
import { Narrowing } from './narrowing.ts';
import { News } from './news.ts';
import type { ChainOptions } from './options.ts';
import { TransactionPool } from './pool.ts';
import { BlockProducer } from './producer.ts';
import { chainMethods } from './rpc/chain-methods.ts';
import { type RpcServer, serveRpc } from './rpc/http-server.ts';
import { rpcService } from './rpc/json-rpc.ts';
import { logMethods } from './rpc/log-methods.ts';
import { poolMethods } from './rpc/pool-methods.ts';
import { stateMethods } from './rpc/state-methods.ts';
import { traceMethods } from './rpc/trace-methods.ts';
import { type OnFound, Scrub, scrubRecent } from './scrub.ts';
import { Senders } from './senders.ts';
import { type Clocks, SteadyClock } from './steady-clock.ts';
import type { ChainDatabase } from './store.ts';

export interface ChainNodeParts {
  /** Opened instead of the one in the data directory. */
  readonly database?: ChainDatabase;
  /** The disk failed: the process MUST stop, since what a block left behind is unknown. */
  onFailure(error: unknown): void;
  /** A request failed by a fault of the node; the answer told nothing of it. */
  onInternal(error: unknown): void;
  /** The clock was set ahead by so many seconds while the node runs: it makes no block until it is set right, or the node
   *  is started anew. */
  readonly onLeap?: (seconds: number) => void;
  /** In place of the machine's, for tests. */
  readonly clocks?: Clocks;
  /** What was found damaged on disk, and what of it was mended. */
  readonly onFound?: OnFound;
}

/** The embedded ledger: one validator's chain on disk, a pool, a maker of blocks and JSON-RPC. */
export class ChainNode {
  readonly chain: Chain;
  readonly #producer: BlockProducer;
  readonly #server: RpcServer;
  readonly #threads: readonly { close(): Promise<void> }[];

  private constructor(
    chain: Chain,
    producer: BlockProducer,
    server: RpcServer,
    threads: readonly { close(): Promise<void> }[],
  ) {
    this.chain = chain;
    this.#threads = threads;
    this.#producer = producer;
    this.#server = server;
  }

  /** Rejects as {@link Chain.open} does, or with CONFIG_INVALID if the port is taken. */
  static async open(options: ChainOptions, parts: ChainNodeParts): Promise<ChainNode> {
    const chain = await Chain.open(options, parts.database);
    const onFound = parts.onFound ?? (() => undefined);
    try {
      await scrubRecent(chain, onFound);
      const caller = await Caller.create(chain.common, chain.nodes, (height) => chain.hashOfHeight(height));
      const admission = new Admission(caller, options);
      const pool = new TransactionPool(options);
      const news = new News();
      const producer = new BlockProducer(
        chain,
        pool,
        admission,
        options,
        {
          onFailure: parts.onFailure,
          onLeap: parts.onLeap ?? (() => undefined),
          onBlock: (block) => news.block(block),
        },
        new SteadyClock(parts.clocks),
      );
      const { chainId, p256 } = chain.genesis;
      const site = { directory: chainDirectory(options.data), chainId, p256 };
      const calls = { owner: new CallThread(site, options.callMs), others: new CallThread(site, options.callMs) };
      const senders = new Senders(chain.crypto);
      const narrowing = new Narrowing(admission, calls.owner, options);
      const intake = new Intake({ chain, caller, admission, narrowing, senders, pool, options });
      const told = (hash: Bytes) => {
        producer.wake();
        news.transaction(hash);
      };
      const methods = {
        ...chainMethods(chain, pool, 'custos/v0.1.0/ethereumjs'),
        ...stateMethods({ chain, caller, calls, pool, intake, options, told }),
        ...logMethods(chain),
        ...poolMethods(chain, pool),
        ...traceMethods(chain, calls),
      };
      const { onInternal } = parts;
      const { host, port, exposed: anyHost, ownerToken } = options;
      const sources = { chain, news, onInternal };
      const server = await serveRpc(rpcService(methods, onInternal), sources, { host, port, anyHost, ownerToken });
      producer.start();
      const scrub = new Scrub(chain, onFound);
      scrub.start();
      return new ChainNode(chain, producer, server, [scrub, calls.owner, calls.others, senders]);
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  get port(): number {
    return this.#server.port;
  }

  /** Finishes the block that is being made and leaves the data directory free. What waits in the pool is gone. */
  async close(): Promise<void> {
    await this.#server.close();
    await this.#producer.stop();
    await Promise.all(this.#threads.map((thread) => thread.close()));
    await this.chain.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
