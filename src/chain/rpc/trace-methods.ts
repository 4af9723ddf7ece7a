import { toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { ChainBlock } from '../block.ts';
import { type CallThreads, threadOf } from '../call-thread.ts';
import type { Chain } from '../chain.ts';
import { heightOf, MAX_TRANSACTIONS } from '../keys.ts';
import type { TraceOptions } from '../tracer.ts';
import { blockOfHash, requireBlock } from './block-tag.ts';
import { type MethodTable, runs } from './method.ts';
import { invalid, readHash, readObject } from './params.ts';
import type { Peer } from './peer.ts';

const FIELDS = [
  ...['tracer', 'tracerConfig', 'timeout', 'limit'],
  ...['disableStack', 'disableStorage', 'enableMemory', 'enableReturnData'],
];

/** Traces by `callTracer` and by the default tracer of steps; no JavaScript and no state of accounts. */
export function traceMethods(chain: Chain, calls: CallThreads): MethodTable {
  const traceBlock = async (block: ChainBlock, given: unknown, peer: Peer): Promise<unknown> => {
    const options = readOptions(given);
    if (block.transactions === 0) return [];
    const traces = await threadOf(calls, peer).trace(block.height, undefined, options);
    const transactions = await chain.contents.transactions(block);
    return transactions.map(({ raw }, index) => ({
      txHash: toHex(chain.crypto.keccak256(raw)),
      result: traces[index],
    }));
  };
  return {
    debug_traceTransaction: runs(2, async ([hash, given], peer) => {
      const position = chain.store.positionOfTransaction(readHash(hash, 'transaction hash'));
      const options = readOptions(given);
      if (position === undefined || heightOf(position) > chain.head.height) {
        throw new CustosError('LEDGER_REJECTED', 'transaction not found');
      }
      const [trace] = await threadOf(calls, peer).trace(heightOf(position), position % MAX_TRANSACTIONS, options);
      return trace;
    }),
    debug_traceBlockByNumber: runs(2, ([tag, given], peer) => traceBlock(requireBlock(chain, tag), given, peer)),
    debug_traceBlockByHash: runs(2, ([hash, given], peer) => {
      const block = blockOfHash(chain, hash);
      if (!block) throw new CustosError('LEDGER_REJECTED', 'block not found');
      return traceBlock(block, given, peer);
    }),
  };
}

/** A timeout may be named, but the node's own holds. */
function readOptions(given: unknown): TraceOptions {
  const options = readObject(given ?? {}, 'trace options', FIELDS);
  const { tracer, tracerConfig, timeout, limit = 0 } = options;
  if (timeout !== undefined && typeof timeout !== 'string') throw invalid('timeout', 'a duration such as "5s"');
  if (tracer === 'callTracer') return { tracer, onlyTopCall: readConfig(tracerConfig) };
  if (tracer !== undefined && tracer !== null && tracer !== '')
    throw invalid('tracer', 'callTracer, or none for steps');
  if (typeof limit !== 'number' || !Number.isSafeInteger(limit) || limit < 0)
    throw invalid('limit', 'a number of steps');
  if (options['disableStorage'] === false || options['enableReturnData'] === true) {
    throw invalid('trace options', 'disableStorage, and no enableReturnData: neither is recorded');
  }
  const stack = options['disableStack'] !== true;
  return { tracer: 'structLogs', stack, memory: options['enableMemory'] === true, limit };
}

function readConfig(given: unknown): boolean {
  const { onlyTopCall = false, withLog = false } = readObject(given ?? {}, 'tracerConfig', ['onlyTopCall', 'withLog']);
  if (withLog !== false) throw invalid('withLog', 'false: logs are in the receipt');
  if (typeof onlyTopCall !== 'boolean') throw invalid('onlyTopCall', 'true or false');
  return onlyTopCall;
}
