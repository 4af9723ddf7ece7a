import { parentPort, workerData } from 'node:worker_threads';
import { createBlockHeaderFromRLP } from '@ethereumjs/block';
import type { Bytes } from '../core/bytes.ts';
import { CustosError, type ErrorCode } from '../core/errors.ts';
import { type AccessListOutcome, createAccessList } from './access-list.ts';
import { readBlock } from './block.ts';
import { Caller, type CallOutcome, type CallRequest } from './caller.ts';
import { loadCrypto } from './crypto.ts';
import { estimateGas, type GasEstimate } from './gas-estimate.ts';
import { nodeCache } from './node-cache.ts';
import { chainProtocol } from './protocol.ts';
import { CommittedNodes } from './state-nodes.ts';
import { ChainStore, openDatabase } from './store.ts';
import { type Trace, type TraceOptions, Tracer } from './tracer.ts';

/** The chain that a thread of calls reads. */
export interface CallSite {
  readonly directory: string;
  readonly chainId: number;
  readonly p256: boolean;
}

export type CallJob =
  | {
      readonly kind: 'call' | 'estimate' | 'access-list';
      readonly request: CallRequest;
      /** RLP of the header of the block that the code sees. */
      readonly header: Bytes;
      readonly root: Bytes;
    }
  | {
      readonly kind: 'trace';
      readonly height: number;
      /** Index of the transaction; all of the block's if undefined. */
      readonly only: number | undefined;
      readonly options: TraceOptions;
    };

export type CallReply =
  | { readonly kind: 'ready' | 'late' }
  | { readonly kind: 'access-list'; readonly outcome: AccessListOutcome }
  | { readonly kind: 'trace'; readonly traces: readonly Trace[] }
  | { readonly kind: 'call'; readonly outcome: CallOutcome }
  | { readonly kind: 'estimate'; readonly estimate: GasEstimate }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

const CACHE_BYTES = 32 * 2 ** 20;

/** Reads the node's own database beside it, and only what is committed there: blocks and nodes never change. */
async function serve({ directory, chainId, p256 }: CallSite, port: NonNullable<typeof parentPort>): Promise<void> {
  const crypto = await loadCrypto();
  const common = chainProtocol(chainId, p256, crypto);
  const store = await ChainStore.open(openDatabase(directory));
  const nodes = new CommittedNodes(store.node, nodeCache(CACHE_BYTES), crypto.keccak256);
  const caller = await Caller.create(common, nodes, (height) => readBlock(common, store, height)?.hash);
  const tracer = await Tracer.create(common, store, nodes);
  const perform = async (job: CallJob): Promise<CallReply> => {
    if (job.kind === 'trace') {
      return { kind: job.kind, traces: await tracer.trace(job.height, job.only, job.options) };
    }
    const { kind, request, root } = job;
    const header = createBlockHeaderFromRLP(job.header, { common, skipConsensusFormatValidation: true });
    if (kind === 'call') return { kind, outcome: await caller.call(request, header, root) };
    if (kind === 'access-list') return { kind, outcome: await createAccessList(caller, request, header, root) };
    return { kind, estimate: await estimateGas(caller, request, header, root) };
  };
  port.on('message', (job: CallJob) => {
    perform(job)
      .catch(failed)
      .then((reply) => port.postMessage(reply));
  });
  port.postMessage({ kind: 'ready' } satisfies CallReply);
}

function failed(error: unknown): CallReply {
  const code = error instanceof CustosError ? error.code : 'INTERNAL';
  return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
}

const port = parentPort;
if (port) serve(workerData as CallSite, port).catch((error: unknown) => port.postMessage(failed(error)));
