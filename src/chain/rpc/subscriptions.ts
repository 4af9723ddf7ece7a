import { randomBytes } from 'node:crypto';
import { type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { Turns } from '../../core/turns.ts';
import type { ChainBlock } from '../block.ts';
import type { Chain } from '../chain.ts';
import type { LogFilter } from '../log-query.ts';
import type { News } from '../news.ts';
import { formatBlock } from './format.ts';
import { presentLogs, readCriteria } from './log-methods.ts';
import { type MethodTable, reads } from './method.ts';
import { invalid } from './params.ts';

export interface SubscriptionSources {
  readonly chain: Chain;
  readonly news: News;
  onInternal(error: unknown): void;
}

type Criteria = Pick<LogFilter, 'addresses' | 'topics'>;
type Subscription = { readonly kind: 'newHeads' | 'newPendingTransactions' } | { kind: 'logs'; criteria: Criteria };

const MOST = 16;

/** What one connection has subscribed to. `send` gets each notification as JSON, in the order of the chain. */
export class Subscriptions {
  readonly #sources: SubscriptionSources;
  readonly #send: (text: string) => void;
  readonly #open = new Map<Hex, Subscription>();
  readonly #endNews: () => void;
  readonly #telling = new Turns();

  constructor(sources: SubscriptionSources, send: (text: string) => void) {
    this.#sources = sources;
    this.#send = send;
    this.#endNews = sources.news.read({
      onBlock: (block) => this.#tellBlock(block),
      onTransaction: (hash) => this.#tellAll('newPendingTransactions', toHex(hash)),
    });
  }

  get methods(): MethodTable {
    return {
      eth_subscribe: reads(2, ([kind, given]) => this.#subscribe(kind, given)),
      eth_unsubscribe: reads(1, ([id]) => this.#open.delete(String(id) as Hex)),
    };
  }

  close(): void {
    this.#endNews();
    this.#open.clear();
  }

  #subscribe(kind: unknown, given: unknown): Hex {
    const subscription = readSubscription(kind, given);
    if (this.#open.size >= MOST) {
      throw new CustosError('LEDGER_POOL_FULL', `too many subscriptions: ${MOST} a connection; unsubscribe from some`);
    }
    const id = toHex(randomBytes(16));
    this.#open.set(id, subscription);
    return id;
  }

  #tellBlock(block: ChainBlock): void {
    if (this.#open.size === 0) return;
    // One after the other, since reading logs takes a while.
    this.#telling.take(() => this.#tellOf(block)).catch((error) => this.#sources.onInternal(error));
  }

  async #tellOf(block: ChainBlock): Promise<void> {
    const { transactions: _, uncles: __, withdrawals: ___, size: ____, ...head } = formatBlock(block, []);
    this.#tellAll('newHeads', head);
    for (const [id, subscription] of this.#open) {
      if (subscription.kind !== 'logs') continue;
      const filter = { ...subscription.criteria, from: block.height, to: block.height };
      for (const log of await presentLogs(this.#sources.chain, filter)) this.#tell(id, log);
    }
  }

  #tellAll(kind: Subscription['kind'], result: unknown): void {
    for (const [id, subscription] of this.#open) if (subscription.kind === kind) this.#tell(id, result);
  }

  #tell(subscription: Hex, result: unknown): void {
    if (!this.#open.has(subscription)) return;
    this.#send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } }));
  }
}

function readSubscription(kind: unknown, given: unknown): Subscription {
  if (kind === 'logs') return { kind, criteria: readCriteria(given ?? {}) };
  if (kind !== 'newHeads' && kind !== 'newPendingTransactions') {
    throw invalid('subscription', 'newHeads, logs or newPendingTransactions');
  }
  if (given !== undefined && given !== null && given !== false) throw invalid('subscription', `${kind} alone`);
  return { kind };
}
