import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BlockHeader } from '@ethereumjs/block';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { moduleBeside } from '../core/module-url.ts';
import type { AccessListOutcome } from './access-list.ts';
import type { CallJob, CallReply, CallSite } from './call-worker.ts';
import type { CallOutcome, CallRequest } from './caller.ts';
import type { GasEstimate } from './gas-estimate.ts';
import type { Trace, TraceOptions } from './tracer.ts';

const MAIN = moduleBeside(import.meta.url, 'call-worker');
const START_MS = 30_000;

interface Waiting {
  readonly job: CallJob;
  readonly resolve: (reply: CallReply) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread for the node's gateway and for what the node asks itself, which nobody else's calls can delay, and one for all
 *  others. */
export interface CallThreads {
  readonly owner: CallThread;
  readonly others: CallThread;
}

/** Which of them works for a caller. */
export function threadOf({ owner, others }: CallThreads, { isOwner }: { readonly isOwner: boolean }): CallThread {
  return isOwner ? owner : others;
}

/** Executes what clients ask for by `eth_call` and its like in a thread of its own, one after the other: whatever code
 *  they name, the making of blocks does not wait for it. One that takes longer than its time ends with the thread, and
 *  the next one gets a new thread. */
export class CallThread {
  readonly #site: CallSite;
  readonly #milliseconds: number;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #working = false;
  #closed = false;

  constructor(site: CallSite, milliseconds: number) {
    this.#site = site;
    this.#milliseconds = milliseconds;
  }

  /** `header` is the block that the code sees, `root` the committed state it starts from. */
  async call(request: CallRequest, header: BlockHeader, root: Bytes): Promise<CallOutcome> {
    const reply = await this.#ask({ kind: 'call', request, header: header.serialize(), root });
    return reply.kind === 'call' ? reply.outcome : { ok: false, ...this.#late() };
  }

  /** As `estimateGas`, all of its calls within the time of one. */
  async estimate(request: CallRequest, header: BlockHeader, root: Bytes): Promise<GasEstimate> {
    const reply = await this.#ask({ kind: 'estimate', request, header: header.serialize(), root });
    return reply.kind === 'estimate' ? reply.estimate : { ok: false, outcome: { ok: false, ...this.#late() } };
  }

  /** As `createAccessList`, all of its calls within the time of one. */
  async accessList(request: CallRequest, header: BlockHeader, root: Bytes): Promise<AccessListOutcome> {
    const reply = await this.#ask({ kind: 'access-list', request, header: header.serialize(), root });
    if (reply.kind === 'access-list') return reply.outcome;
    throw new CustosError('LEDGER_REJECTED', this.#late().reason);
  }

  /** As `Tracer.trace`. LEDGER_REJECTED where it takes too long. */
  async trace(height: number, only: number | undefined, options: TraceOptions): Promise<readonly Trace[]> {
    const reply = await this.#ask({ kind: 'trace', height, only, options });
    if (reply.kind === 'trace') return reply.traces;
    throw new CustosError('LEDGER_REJECTED', this.#late().reason);
  }

  /** What waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(closed());
    await this.#worker?.terminate();
  }

  #ask(job: CallJob): Promise<CallReply> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      if (!this.#working) this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await this.#perform(next.job).then(next.resolve, next.reject);
    }
    this.#working = false;
  }

  async #perform(job: CallJob): Promise<CallReply> {
    const worker = this.#worker ?? (await this.#start());
    try {
      const reply = replyOf(worker, this.#milliseconds);
      worker.postMessage(job);
      return await reply;
    } catch (error) {
      await worker.terminate();
      if (error instanceof Error && error.name === 'AbortError') return { kind: 'late' };
      throw this.#closed ? closed() : error;
    }
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(MAIN, { workerData: this.#site, execArgv: [] });
    this.#worker = worker;
    worker.unref();
    worker.on('error', () => undefined); // who waits for a reply hears of it
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    await replyOf(worker, START_MS);
    return worker;
  }

  #late(): { reverted: false; reason: string; output: Bytes } {
    const reason = `execution aborted (timeout = ${this.#milliseconds / 1000}s)`;
    return { reverted: false, reason, output: new Uint8Array() };
  }
}

/** The thread's next message; an AbortError when it does not come in time. */
async function replyOf(worker: Worker, milliseconds: number): Promise<CallReply> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(milliseconds)]);
  const exit = once(worker, 'exit', { signal: ended.signal }).then(() => {
    throw new CustosError('INTERNAL', 'The thread of calls ended by itself.');
  });
  try {
    const [reply] = (await Promise.race([once(worker, 'message', { signal }), exit])) as [CallReply];
    if (reply.kind === 'failed') throw new CustosError(reply.code, reply.message);
    return reply;
  } finally {
    exit.catch(() => undefined);
    ended.abort();
  }
}

function closed(): CustosError {
  return new CustosError('UNAVAILABLE', 'The node is being stopped.');
}
