import {
  type Entry,
  type GatewayClient,
  type ManifestRoots,
  manifestRoots,
  type Pseudonym,
  releasedRows,
} from '../../client/index.ts';

/** Releases that are looked into for one patient. */
export interface PatientLook {
  /** By number of the entry: items of the patient in it. They become more in place. */
  readonly items: ReadonlyMap<number, number>;
  readonly state: 'rests' | 'looks' | 'failed';
  readonly error?: unknown;
}

/** Opens releases one by one and keeps which of them held data of a patient. What it opened it does not open again. */
export class PatientScan {
  readonly #gateway: GatewayClient;
  readonly #subject: Pseudonym;
  readonly #rootOf: ManifestRoots;
  readonly #items = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #look: PatientLook = { items: this.#items, state: 'rests' };
  #isStopped = false;

  constructor(gateway: GatewayClient, subject: Pseudonym) {
    this.#gateway = gateway;
    this.#subject = subject;
    this.#rootOf = manifestRoots(gateway);
  }

  readonly state = (): PatientLook => this.#look;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.stop();
    };
  };

  /** Those that were not opened yet; one that cannot be read ends it. */
  async into(releases: Iterable<number>, entries: { at(seq: number): Entry | undefined }): Promise<void> {
    if (this.#look.state === 'looks') return;
    this.#isStopped = false;
    this.#become({ items: this.#items, state: 'looks' });
    try {
      for (const seq of releases) {
        if (this.#isStopped) break;
        const entry = this.#items.has(seq) ? undefined : entries.at(seq);
        if (entry !== undefined) await this.#open(entry);
      }
      this.#become({ items: this.#items, state: 'rests' });
    } catch (error) {
      this.#become({ items: this.#items, state: 'failed', error });
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #open(entry: Entry): Promise<void> {
    const rows = await releasedRows(this.#gateway, entry, this.#subject, this.#rootOf);
    this.#items.set(entry.seq, rows?.items ?? 0);
    this.#become({ ...this.#look });
  }

  #become(look: PatientLook): void {
    this.#look = look;
    for (const listener of this.#listeners) listener();
  }
}
