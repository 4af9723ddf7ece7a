import {
  describeAct,
  type Entry,
  type GatewayClient,
  isCustosError,
  type ManifestRoots,
  manifestRoots,
  type Pseudonym,
  readEvidence,
  releasedRows,
} from '../../client/index.ts';
import { isAmong } from './log-search.ts';

/** Why an entry could not be opened: what it held was erased, is not kept any more, or is not what the entry names. */
export type Unseen = 'erased' | 'gone' | 'wrong';

/** Entries that are looked into for one patient. They become more in place. */
export interface PatientLook {
  /** By number: whether what lies behind the entry is of the patient. */
  readonly opened: ReadonlyMap<number, boolean>;
  /** By number of what came of another entry: that one's. */
  readonly of: ReadonlyMap<number, number>;
  readonly unseen: ReadonlyMap<number, Unseen>;
  readonly state: 'rests' | 'looks' | 'failed';
  readonly error?: unknown;
}

/** Nobody reads faster, and each time the page is drawn anew. */
const TOLD_MS = 150;
const UNSEEN = { KEY_SHREDDED: 'erased', NOT_FOUND: 'gone', PROOF_INVALID: 'wrong' } as const;

/** Opens entries one by one and keeps which of them are of a patient. What it opened it does not open again. */
export class PatientScan {
  readonly #gateway: GatewayClient;
  readonly #subject: Pseudonym;
  readonly #rootOf: ManifestRoots;
  readonly #opened = new Map<number, boolean>();
  readonly #of = new Map<number, number>();
  readonly #unseen = new Map<number, Unseen>();
  readonly #listeners = new Set<() => void>();
  #look: PatientLook = { opened: this.#opened, of: this.#of, unseen: this.#unseen, state: 'rests' };
  #told = 0;
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

  /** Those that were not opened yet; where the gateway does not answer, that ends it. */
  async into(seqs: Iterable<number>, entries: { at(seq: number): Entry | undefined }): Promise<void> {
    if (this.#look.state === 'looks') return;
    this.#isStopped = false;
    this.#become({ state: 'looks' });
    try {
      for (const seq of seqs) {
        if (this.#isStopped) break;
        const entry = this.#opened.has(seq) ? undefined : entries.at(seq);
        if (entry !== undefined) await this.#open(entry);
      }
      this.#become({ state: 'rests' });
    } catch (error) {
      this.#become({ state: 'failed', error });
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #open(entry: Entry): Promise<void> {
    if (entry.of !== undefined) this.#of.set(entry.seq, entry.of);
    this.#opened.set(entry.seq, await this.#isOfPatient(entry));
    if (performance.now() - this.#told > TOLD_MS) this.#become({});
  }

  async #isOfPatient(entry: Entry): Promise<boolean> {
    try {
      return await isOf(this.#gateway, entry, this.#subject, this.#rootOf);
    } catch (error) {
      if (!isCustosError(error, 'KEY_SHREDDED', 'NOT_FOUND', 'PROOF_INVALID')) throw error;
      this.#unseen.set(entry.seq, UNSEEN[error.code as keyof typeof UNSEEN]);
      return false;
    }
  }

  #become(change: Partial<PatientLook>): void {
    this.#told = performance.now();
    this.#look = { ...this.#look, ...change };
    for (const listener of this.#listeners) listener();
  }
}

async function isOf(gateway: GatewayClient, entry: Entry, subject: Pseudonym, rootOf: ManifestRoots): Promise<boolean> {
  if (entry.rows !== undefined) return (await releasedRows(gateway, entry, subject, rootOf)) !== undefined;
  if (entry.kind !== 'revocation' && entry.kind !== 'act') return false;
  const evidence = await readEvidence(gateway, entry);
  if (evidence.kind === 'revocation') return evidence.subject === subject;
  return evidence.kind === 'act' && describeAct(evidence).subjects.includes(subject);
}

/** Those of the entries that are of the patient, as far as they were opened; the newest first. */
export function heldIn(seqs: Uint32Array, { opened, of }: PatientLook): Uint32Array {
  const isHeld = (seq: number) => opened.get(seq) === true || opened.get(of.get(seq) ?? -1) === true;
  // There are far fewer that were opened than there may be entries.
  const held = [...opened.keys()].filter((seq) => isHeld(seq) && isAmong(seqs, seq));
  return Uint32Array.from(held).sort().reverse();
}
