import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. Labels hold routes, methods and codes alone: no address, no pseudonym, no dataset. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly refusals: Counter<'code'>;
  readonly releases: Counter<'outcome'>;
  readonly questions: Counter<'kind' | 'outcome'>;
  readonly itemsReleased: Counter;
  readonly revocations: Counter;
  readonly unanchoredSeconds: Gauge;
  readonly ledgerLagSeconds: Gauge;
}

export interface Ages {
  /** Ms since the oldest entry that is not anchored was written; 0 for none. */
  readonly unanchoredMs: () => number;
  /** Ms since the time of the newest block that is known. */
  readonly ledgerLagMs: () => number;
}

export function createMetrics(ages: Ages): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'custos_' });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'custos_http_request_seconds',
      help: 'Time from the head of a request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    refusals: new Counter({
      name: 'custos_refused_total',
      help: 'Requests refused before anything was decided.',
      labelNames: ['code'],
      registers,
    }),
    releases: new Counter({
      name: 'custos_access_total',
      help: 'Entries of the access log, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    questions: new Counter({
      name: 'custos_questions_total',
      help: 'Questions of requesters that release nothing, within their budget and beyond.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    itemsReleased: new Counter({ name: 'custos_items_released_total', help: 'Items released.', registers }),
    revocations: new Counter({ name: 'custos_revocations_total', help: 'Revocations acknowledged.', registers }),
    unanchoredSeconds: new Gauge({
      name: 'custos_unanchored_seconds',
      help: 'Age of the oldest entry that is not anchored on chain.',
      registers,
      collect() {
        this.set(ages.unanchoredMs() / 1000);
      },
    }),
    ledgerLagSeconds: new Gauge({
      name: 'custos_ledger_lag_seconds',
      help: 'Age of the newest block known.',
      registers,
      collect() {
        this.set(ages.ledgerLagMs() / 1000);
      },
    }),
  };
}
