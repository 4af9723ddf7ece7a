/** The verifier in a worker of a web page. What it reads, the page fetches for it from the gateway: it believes none of it. */
import { isCustosError } from '../core/errors.ts';
import { type LogId, toAddress, toId } from '../core/ids.ts';
import { openLedger } from '../ledger/reader.ts';
import { PageFetch, type Post } from './page-fetch.ts';
import type { AuditOrder, KnownBlock, KnownResult, ToWorker } from './page-protocol.ts';
import { httpLog } from './source/http-log.ts';
import { ledgerSource } from './source/ledger-source.ts';
import type { LedgerSource } from './source/sources.ts';
import { audit } from './verifier.ts';

/** Of a worker's global scope, what is used here. */
interface WorkerScope {
  postMessage: Post;
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
}

/** Base of what is asked: the page knows where its gateway is. */
const GATEWAY = 'http://gateway.invalid';
const PROGRESS_MS = 250;

const scope = globalThis as unknown as WorkerScope;
const page = new PageFetch(GATEWAY, (message) => scope.postMessage(message));

scope.onmessage = ({ data }) => {
  if (data.type !== 'start') return page.settle(data);
  run(data.order).catch((error: unknown) => {
    const code = isCustosError(error) ? error.code : 'INTERNAL';
    scope.postMessage({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  });
};

async function run(order: AuditOrder): Promise<void> {
  const { chainId, logId, level, range, receipts = [], known } = order;
  const membership = toAddress(order.membership, 'The ledger');
  const url = `${GATEWAY}/v1/ledger/rpc`;
  const reader = await openLedger({ url, membership, chainId, fetch: page.fetch, timeoutMs: 60_000 });
  const ledger = ledgerSource(reader);
  const log = httpLog(GATEWAY, toId<LogId>(logId, 'The log'), { authorize: () => ({}), fetch: page.fetch });
  const stop = await followBlocks(ledger);
  try {
    const report = await audit(ledger, [log], {
      ...(level === undefined ? {} : { level }),
      ...(range === undefined ? {} : { range }),
      receipts,
      onProgress: (_, done, of) => {
        stop();
        scope.postMessage({ type: 'progress', step: 'log', done, of });
      },
    });
    const said = known === undefined ? {} : { known: await compare(ledger, known, report.ledger.height) };
    scope.postMessage({ type: 'report', report, ...said });
  } finally {
    stop();
    reader.close();
  }
}

/** How many blocks were hashed anew so far. */
async function followBlocks(ledger: LedgerSource): Promise<() => void> {
  const of = (await ledger.head()).height + 1;
  const tell = () => {
    const done = ledger.proof?.().blocks.hashed ?? 0;
    scope.postMessage({ type: 'progress', step: 'ledger', done, of });
  };
  const timer = setInterval(tell, PROGRESS_MS);
  return () => clearInterval(timer);
}

/** All blocks below the head hang on its hash: one that is known from elsewhere vouches for those before it. */
async function compare(ledger: LedgerSource, { height, hash }: KnownBlock, head: number): Promise<KnownResult> {
  if (height > head) return 'not-reached';
  const block = await ledger.block(height);
  return block?.hash === hash.toLowerCase() ? 'same' : 'other';
}
