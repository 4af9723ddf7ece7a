import type { AskedOfPage, AuditOrder, KnownBlock, KnownResult, ToPage } from '../../audit/page-protocol.ts';
import type { AuditReport } from '../../audit/report.ts';
import { type GatewayClient, parseLedger } from '../../client/index.ts';
import { answerTo } from './page-answer.ts';
import { startVerifier } from './worker.ts';

export interface Progress {
  readonly step: 'ledger' | 'log';
  readonly done: number;
  readonly of: number;
}

export interface Verified {
  readonly report: AuditReport;
  /** What became of the block that the auditor knows from elsewhere; absent where none was named. */
  readonly known?: KnownResult;
  /** When it ended, in ms. */
  readonly at: number;
  /** How long it took, in ms. */
  readonly took: number;
}

export type VerificationState =
  | { readonly state: 'none' }
  | { readonly state: 'runs'; readonly since: number; readonly progress: Progress | undefined }
  | { readonly state: 'stopped' }
  /** `message` is the program's; absent where the verifier could not be started in this browser. */
  | { readonly state: 'failed'; readonly message?: string }
  | ({ readonly state: 'done' } & Verified);

/** What of the order is not said by the gateway that is audited. */
export type Asked = Pick<AuditOrder, 'range' | 'receipts'> & { readonly known?: KnownBlock | undefined };

/** One audit at a time, by the project's own verifier in a worker. It goes on while other pages are looked at. */
export class Verification {
  #state: VerificationState = { state: 'none' };
  #worker: Worker | undefined;
  readonly #listeners = new Set<() => void>();

  readonly state = (): VerificationState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What ran before is given up. */
  async start(gateway: GatewayClient, { known, ...asked }: Asked = {}): Promise<void> {
    this.#end();
    const since = Date.now();
    this.#become({ state: 'runs', since, progress: undefined });
    try {
      const { ledger, logId } = await gateway.identity();
      const order = { ...parseLedger(ledger), logId, ...asked, ...(known ? { known } : {}) };
      this.#run(gateway, order, since);
    } catch (error) {
      this.#become({ state: 'failed', message: messageOf(error) });
    }
  }

  stop(): void {
    this.#end();
    this.#become({ state: 'stopped' });
  }

  /** Of whoever left, nothing is kept. */
  forget(): void {
    this.#end();
    this.#become({ state: 'none' });
  }

  #run(gateway: GatewayClient, order: AuditOrder, since: number): void {
    const worker = startVerifier();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<ToPage>) => {
      if (data.type === 'ask') return void answer(gateway, worker, data);
      if (data.type === 'progress') return this.#become({ state: 'runs', since, progress: data });
      this.#end();
      if (data.type === 'failed') return this.#become({ state: 'failed', message: data.message });
      const { report, known } = data;
      const at = Date.now();
      this.#become({ state: 'done', report, at, took: at - since, ...(known ? { known } : {}) });
    };
    worker.onerror = ({ message }) => {
      this.#end();
      this.#become({ state: 'failed', ...(message ? { message } : {}) });
    };
    worker.postMessage({ type: 'start', order });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #become(state: VerificationState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The page alone can sign what is asked of the gateway. */
async function answer(gateway: GatewayClient, worker: Worker, asked: AskedOfPage): Promise<void> {
  const { id } = asked;
  try {
    const { status, bytes } = await answerTo(gateway, asked);
    worker.postMessage({ type: 'answer', id, status, bytes });
  } catch (error) {
    worker.postMessage({ type: 'unanswered', id, reason: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export const verification = new Verification();
