import { useSyncExternalStore } from 'react';
import {
  type DatasetId,
  discardUpload,
  type GatewayClient,
  type ImportOrder,
  importData,
  isCustosError,
  type LocalFile,
  type UploadProgress,
  uploadFiles,
} from '../../client/index.ts';
import { session } from '../session/session.ts';

/** The page is told at most so often. */
const TOLD_MS = 100;
const RATE_MS = 5_000;
/** Files that are shown: those that moved last. */
const SHOWN = 8;

export interface SendingOrder {
  readonly gateway: GatewayClient;
  readonly dataset: DatasetId;
  readonly files: readonly LocalFile[];
  /** What is done with them, once all have arrived. */
  readonly order: (upload: string) => ImportOrder;
  /** One that was interrupted, of the same files. */
  readonly upload?: string | undefined;
}

/** How far it is. */
export interface SendingState {
  /** `begun`: all have arrived, and the import runs. */
  readonly phase: 'sending' | 'starting' | 'begun' | 'stopped' | 'failed';
  readonly total: UploadProgress['total'];
  /** Those that moved last, the newest first. */
  readonly files: readonly UploadProgress[];
  /** Bytes a second, of late. */
  readonly rate: number;
  readonly job?: string;
  readonly error?: unknown;
}

/** Files on their way to an import. They go on whatever page of the tab is shown; the import then starts by itself. */
class Sending {
  readonly order: SendingOrder;
  #gateway: GatewayClient;
  #upload: string | undefined;
  #state: SendingState;
  #ending = new AbortController();
  #told = 0;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #marks: { readonly at: number; readonly bytes: number }[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(order: SendingOrder) {
    this.order = order;
    this.#gateway = order.gateway;
    this.#upload = order.upload;
    this.#state = this.#beginning();
    void this.#run();
  }

  readonly state = (): SendingState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What arrived is kept for a day. */
  stop(): void {
    this.#ending.abort();
  }

  /** Goes on where it stopped, for whoever is signed in now: the session that it began in may be over. */
  again(gateway: GatewayClient): void {
    this.#gateway = gateway;
    // One that is gone is begun anew.
    if (isCustosError(this.#state.error, 'NOT_FOUND')) this.#upload = undefined;
    this.#ending = new AbortController();
    this.#marks = [];
    this.#become({ ...this.#beginning(), total: this.#state.total });
    void this.#run();
  }

  async discard(gateway: GatewayClient): Promise<void> {
    this.stop();
    if (this.#upload === undefined) return;
    await discardUpload(gateway, this.#upload).catch((error) => {
      if (!isCustosError(error, 'NOT_FOUND')) throw error;
    });
  }

  async #run(): Promise<void> {
    const { dataset, files, order } = this.order;
    const gateway = this.#gateway;
    const { signal } = this.#ending;
    addEventListener('beforeunload', askBeforeLeaving);
    try {
      const upload = await uploadFiles(gateway, dataset, files, {
        upload: this.#upload,
        signal,
        onBegin: (begun) => {
          this.#upload = begun;
        },
        onProgress: (progress) => this.#moved(progress),
      });
      this.#become({ phase: 'starting', rate: 0 });
      const job = await importData(gateway, dataset, order(upload));
      this.#become({ phase: 'begun', job });
    } catch (error) {
      this.#become(signal.aborted ? { phase: 'stopped', rate: 0 } : { phase: 'failed', rate: 0, error });
    } finally {
      removeEventListener('beforeunload', askBeforeLeaving);
    }
  }

  #beginning(): SendingState {
    const bytes = this.order.files.reduce((all, { content }) => all + content.size, 0);
    const total = { files: this.order.files.length, completeFiles: 0, bytes, arrivedBytes: 0 };
    return { phase: 'sending', total, files: [], rate: 0 };
  }

  #moved(progress: UploadProgress): void {
    const now = Date.now();
    const bytes = progress.total.arrivedBytes;
    this.#marks = [...this.#marks.filter(({ at }) => at > now - RATE_MS).slice(-200), { at: now, bytes }];
    const [first] = this.#marks;
    const rate = first && now > first.at ? ((bytes - first.bytes) * 1000) / (now - first.at) : 0;
    const others = this.#state.files.filter(({ name }) => name !== progress.name);
    this.#become({ total: progress.total, files: [progress, ...others].slice(0, SHOWN), rate });
  }

  #become(change: Partial<SendingState>): void {
    this.#state = { ...this.#state, ...change };
    const wait = this.#told + TOLD_MS - Date.now();
    if (wait <= 0 || this.#state.phase !== 'sending') return this.#tell();
    this.#telling ??= setTimeout(() => this.#tell(), wait);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#told = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

export type { Sending };

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** What this tab sends, whatever page is shown; the next one takes its place. */
class CurrentSending {
  #sending: Sending | undefined;
  #of: string | undefined;
  readonly #listeners = new Set<() => void>();

  constructor() {
    session.subscribe(() => {
      const presence = session.presence();
      const isOver = presence.state === 'nobody' && presence.left === 'signed-out';
      const isOthers = presence.state === 'in' && presence.person.owner !== this.#of;
      if (isOver || isOthers) this.forget();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): Sending | undefined => this.#sending;

  /** `of`: the owner whose it is. */
  begin(of: string, order: SendingOrder): void {
    this.#sending?.stop();
    this.#of = of;
    this.#become(new Sending(order));
  }

  forget(): void {
    this.#sending?.stop();
    this.#become(undefined);
  }

  #become(sending: Sending | undefined): void {
    this.#sending = sending;
    for (const listener of this.#listeners) listener();
  }
}

export const currentSending = new CurrentSending();

/** What this tab sends for a dataset. */
export function useSending(dataset: string): Sending | undefined {
  const current = useSyncExternalStore(currentSending.subscribe, currentSending.current);
  return current?.order.dataset === dataset ? current : undefined;
}

export function useSendingState(sending: Sending): SendingState {
  return useSyncExternalStore(sending.subscribe, sending.state);
}
