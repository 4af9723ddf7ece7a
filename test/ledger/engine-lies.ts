import type { RpcRequest } from './fault-proxy.ts';

type Json = Record<string, unknown>;
export type Lie = (asked: RpcRequest, result: unknown) => unknown;

/** A log by its place in the chain, as JSON-RPC has it. */
export interface Place {
  readonly height: number;
  readonly index: number;
}

const isAt =
  ({ height, index }: Place) =>
  (log: Json): boolean =>
    Number(log.blockNumber) === height && Number(log.logIndex) === index;

/** Changes the logs that the engine's index gives. */
export function inIndex(change: (logs: Json[]) => Json[]): Lie {
  return ({ method }, result) => (method === 'eth_getLogs' ? change(result as Json[]) : result);
}

/** Changes the receipts that the engine gives, one by one or of a block. */
export function inReceipts(change: (receipt: Json) => Json): Lie {
  return ({ method }, result) => {
    if (method === 'eth_getBlockReceipts') return (result as Json[]).map(change);
    return method === 'eth_getTransactionReceipt' && result !== null ? change(result as Json) : result;
  };
}

/** Changes blocks that are asked for by number; the hash stays. */
export function inHeader(height: number, change: (header: Json) => Json): Lie {
  return ({ method }, result) => {
    const header = result as Json | null;
    return method === 'eth_getBlockByNumber' && Number(header?.number) === height ? change(header as Json) : result;
  };
}

export function all(...lies: readonly Lie[]): Lie {
  return (asked, result) => lies.reduce((so, lie) => lie(asked, so), result);
}

export function hides(place: Place): Lie {
  return inIndex((logs) => logs.filter((log) => !isAt(place)(log)));
}

export function hidesInReceipts(place: Place): Lie {
  return inReceipts((receipt) => {
    const logs = receipt.logs as Json[];
    return logs.some(isAt(place)) ? { ...receipt, logs: logs.filter((log) => !isAt(place)(log)) } : receipt;
  });
}

/** Each says what the other said, in the other's place. */
export function swaps(a: Place, b: Place): Lie {
  return inIndex((logs) => {
    const [first, second] = [logs.find(isAt(a)), logs.find(isAt(b))];
    const says = (log: Json, other: Json | undefined) => ({ ...log, topics: other?.topics, data: other?.data });
    return logs.map((log) => {
      if (isAt(a)(log)) return says(log, second);
      return isAt(b)(log) ? says(log, first) : log;
    });
  });
}

export function adds(place: Place, of: Place): Lie {
  return inIndex((logs) => {
    const model = logs.find(isAt(of));
    const made = { ...model, blockNumber: `0x${place.height.toString(16)}`, logIndex: `0x${place.index.toString(16)}` };
    return model ? [...logs, made] : logs;
  });
}

export function alters(place: Place, change: (log: Json) => Json): Lie {
  return inIndex((logs) => logs.map((log) => (isAt(place)(log) ? change(log) : log)));
}
