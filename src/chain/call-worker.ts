import { parentPort, workerData } from 'node:worker_threads';
import { createBlockHeaderFromRLP } from '@ethereumjs/block';
import type { Bytes } from '../core/bytes.ts';
import { CustosError, type ErrorCode } from '../core/errors.ts';
import { readBlock } from './block.ts';
import { Caller, type CallOutcome, type CallRequest } from './caller.ts';
import { loadCrypto } from './crypto.ts';
import { estimateGas, type GasEstimate } from './gas-estimate.ts';
import { NodeCache } from './node-cache.ts';
import { chainProtocol } from './protocol.ts';
import { CommittedNodes } from './state-nodes.ts';
import { ChainStore, openDatabase } from './store.ts';

/** The chain that a thread of calls reads. */
export interface CallSite {
  readonly directory: string;
  readonly chainId: number;
  readonly p256: boolean;
}

export interface CallJob {
  readonly kind: 'call' | 'estimate';
  readonly request: CallRequest;
  /** RLP of the header of the block that the code sees. */
  readonly header: Bytes;
  readonly root: Bytes;
}

export type CallReply =
  | { readonly kind: 'ready' | 'late' }
  | { readonly kind: 'call'; readonly outcome: CallOutcome }
  | { readonly kind: 'estimate'; readonly estimate: GasEstimate }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

const CACHE_BYTES = 32 * 2 ** 20;

/** Reads the node's own database beside it, and only what is committed there: blocks and nodes never change. */
async function serve({ directory, chainId, p256 }: CallSite, port: NonNullable<typeof parentPort>): Promise<void> {
  const crypto = await loadCrypto();
  const common = chainProtocol(chainId, p256, crypto);
  const store = await ChainStore.open(openDatabase(directory));
  const nodes = new CommittedNodes(store.node, new NodeCache(CACHE_BYTES), crypto.keccak256);
  const caller = await Caller.create(common, nodes, (height) => readBlock(common, store, height)?.hash);
  port.on('message', ({ kind, request, header: rlp, root }: CallJob) => {
    const header = createBlockHeaderFromRLP(rlp, { common, skipConsensusFormatValidation: true });
    const done: Promise<CallReply> =
      kind === 'call'
        ? caller.call(request, header, root).then((outcome) => ({ kind, outcome }))
        : estimateGas(caller, request, header, root).then((estimate) => ({ kind, estimate }));
    done.catch(failed).then((reply) => port.postMessage(reply));
  });
  port.postMessage({ kind: 'ready' } satisfies CallReply);
}

function failed(error: unknown): CallReply {
  const code = error instanceof CustosError ? error.code : 'INTERNAL';
  return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
}

const port = parentPort;
if (port) serve(workerData as CallSite, port).catch((error: unknown) => port.postMessage(failed(error)));
