import type { ErrorDetails } from './errors.ts';
import type { Digest } from './ids.ts';

/** Why a job of a gateway failed. */
export interface JobError {
  readonly code: string;
  readonly detail: string;
  readonly details?: ErrorDetails;
}

/** What a publication came to. */
export interface Published {
  readonly version: number;
  readonly manifestRoot: Digest;
  readonly items: number;
  /** Items of nobody. */
  readonly shared: number;
  readonly subjects: number;
  /** Patients whose pseudonym another holder enrolled first: nothing of theirs is ever released. */
  readonly taken: number;
  /** Sentences, of the gateway, on what will have less effect than it says. */
  readonly warnings: readonly string[];
  readonly transaction: Digest;
  readonly height: number;
}

/** How far the publication of a draft is; `progress` in patients. */
export interface Publication {
  readonly state: 'running' | 'published' | 'failed';
  readonly progress: { readonly phase: 'enrol' | 'publish'; readonly done: number; readonly total: number };
  readonly published?: Published;
  readonly error?: JobError;
}
