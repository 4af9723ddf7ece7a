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
import { CurrentWork, Rate, TabWork, useCurrentWork, useWorkState } from '../session/tab-work.ts';

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
export class Sending extends TabWork<SendingState> {
  readonly order: SendingOrder;
  #gateway: GatewayClient;
  #upload: string | undefined;
  #ending = new AbortController();
  #rate = new Rate();

  constructor(order: SendingOrder) {
    super(beginning(order), ({ phase }) => phase === 'sending');
    this.order = order;
    this.#gateway = order.gateway;
    this.#upload = order.upload;
    void this.#run();
  }

  /** What arrived is kept for a day. */
  stop(): void {
    this.#ending.abort();
  }

  /** Goes on where it stopped, for whoever is signed in now: the session that it began in may be over. */
  again(gateway: GatewayClient): void {
    this.#gateway = gateway;
    // One that is gone is begun anew.
    if (isCustosError(this.state().error, 'NOT_FOUND')) this.#upload = undefined;
    this.#ending = new AbortController();
    this.#rate = new Rate();
    this.become({ ...beginning(this.order), total: this.state().total });
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
      this.become({ phase: 'starting', rate: 0 });
      const job = await importData(gateway, dataset, order(upload));
      this.become({ phase: 'begun', job });
    } catch (error) {
      this.become(signal.aborted ? { phase: 'stopped', rate: 0 } : { phase: 'failed', rate: 0, error });
    } finally {
      removeEventListener('beforeunload', askBeforeLeaving);
    }
  }

  #moved(progress: UploadProgress): void {
    const rate = this.#rate.at(progress.total.arrivedBytes);
    const others = this.state().files.filter(({ name }) => name !== progress.name);
    this.become({ total: progress.total, files: [progress, ...others].slice(0, SHOWN), rate });
  }
}

function beginning({ files }: SendingOrder): SendingState {
  const bytes = files.reduce((all, { content }) => all + content.size, 0);
  const total = { files: files.length, completeFiles: 0, bytes, arrivedBytes: 0 };
  return { phase: 'sending', total, files: [], rate: 0 };
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** What this tab sends, whatever page is shown. */
export const currentSending: CurrentWork<Sending> = new CurrentWork();

/** What this tab sends for a dataset. */
export function useSending(dataset: string): Sending | undefined {
  const current = useCurrentWork(currentSending);
  return current?.order.dataset === dataset ? current : undefined;
}

export function useSendingState(sending: Sending): SendingState {
  return useWorkState(sending);
}
