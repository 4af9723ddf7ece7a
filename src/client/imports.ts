import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { DatasetId } from '../core/ids.ts';
import { pause } from '../core/patience.ts';
import { plainText } from '../core/plain-text.ts';
import type { JobError } from '../core/publication.ts';
import { digest, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, anyText, checkAnswer, count, knownCode, listAt, type ShapeOf } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';
import { IMPORT_JOB, type ImportJob } from './import-shape.ts';

/** What is imported, and how: from a path of the gateway's machine, below what it may import, or what `uploadFiles` sent. */
export type ImportOrder = HowImported &
  ({ readonly path: string; readonly upload?: undefined } | { readonly upload: string; readonly path?: undefined });

interface HowImported {
  /** `fhir`: a directory of a FHIR R4 Bulk Data export; `files`: any files. */
  readonly kind: 'fhir' | 'files';
  /** Of files: map from a file's path to the patient that it belongs to, and to its categories. A path of the gateway's machine, or the
   *  name of a file of the upload. */
  readonly subjects?: string;
  /** Of files: those that the map does not name belong to nobody. */
  readonly shared?: boolean;
  /** Of files: codes of the sensitivity that all bear. */
  readonly categories?: readonly string[];
  /** Leaves out and reports what cannot be read, instead of refusing the import. */
  readonly skipInvalid?: boolean;
  /** Shares Practitioner and PractitionerRole as well. */
  readonly practitioners?: boolean;
  /** Of the number by which patients are known, instead of their medical record number. */
  readonly identifierSystem?: string;
  readonly maxLineBytes?: number;
  /** Every URL that the exporting server is known by. */
  readonly baseUrls?: readonly string[];
  readonly acceptMerged?: boolean;
  readonly acceptCorrected?: boolean;
  readonly acceptAlike?: boolean;
}

/** An import, or one that is published where that was asked for; `bytes` are those stored, or read so far where it runs. */
export interface Draft {
  readonly import: string;
  readonly dataset: DatasetId;
  readonly state: 'running' | 'ready' | 'publishing' | 'published';
  readonly items: number;
  readonly subjects: number;
  readonly bytes: number;
  /** In ms since 1970 UTC; 0 for one that runs. */
  readonly sealedAt: number;
}

/** An import of which nothing was kept, since it failed. */
export interface FailedImport {
  readonly import: string;
  readonly dataset: DatasetId;
  /** In ms since 1970 UTC. */
  readonly failedAt: number;
  readonly error?: Pick<JobError, 'code' | 'detail'>;
}

const DRAFT: ShapeOf<Draft> = {
  import: anyText,
  dataset: digest,
  state: oneOf('running', 'ready', 'publishing', 'published'),
  items: count,
  subjects: count,
  bytes: count,
  sealedAt: count,
};

export interface FollowOptions {
  /** Ends it with what the signal says; the job itself goes on. */
  readonly signal?: AbortSignal;
  /** Told, again and again, while the gateway does not answer. */
  readonly onSilence?: () => void;
}

const POLL_MS = 100;
const RETRY_MS = 1_000;
/** How long a gateway that does not answer is asked again: it may be busy, or start anew. */
const PATIENCE_MS = 120_000;

/** Has the gateway import data into a draft of the dataset's next version, as its holder. Resolves with the import's id when
 *  it runs; `followImport` waits for it. Where the answer is lost it is asked for again, and started once. */
export async function importData(gateway: GatewayClient, dataset: DatasetId, order: ImportOrder): Promise<string> {
  return (await create<ImportJob>(gateway, `/v1/datasets/${dataset}/imports`, order, IMPORT_JOB)).import;
}

/** How an import stands. NOT_FOUND where there is none. */
export async function readImport(gateway: GatewayClient, id: string): Promise<ImportJob> {
  return answerOf(gateway, ['GET', pathOf(id)], IMPORT_JOB);
}

/** Gives how an import stands, about ten times a second, until it runs no more: at last as `ready`, or as `discarded` where
 *  somebody threw it away. Throws as the import fails, after having given that; GATEWAY_UNREACHABLE where the gateway does not
 *  answer for two minutes, NOT_FOUND where it was stopped meanwhile, which leaves nothing. It can be followed again at any
 *  time, and by several at once. */
export async function* followImport(
  gateway: GatewayClient,
  id: string,
  options: FollowOptions = {},
): AsyncGenerator<ImportJob, void, undefined> {
  for await (const job of statesOf(gateway, id, options)) {
    yield job;
    if (job.state === 'failed') throw jobFailure(job.error, 'IMPORT_INVALID', 'The import failed.');
    if (job.state !== 'running') return;
  }
}

/** What was imported and is not published yet, and what is being imported, as the holder; with `published` what is
 *  published as well. */
export async function listDrafts(
  gateway: GatewayClient,
  { published = false }: { readonly published?: boolean } = {},
): Promise<Draft[]> {
  return listAt(gateway, '/v1/imports', 'imports', DRAFT, published ? { query: { published: 'true' } } : {});
}

const FAILED: ShapeOf<FailedImport> = {
  import: anyText,
  dataset: digest,
  failedAt: count,
  error: optional(members({ code: anyText, detail: anyText }, 'error')),
};

/** Imports that failed, as the holder, the oldest first: each stands there until it is thrown away (`discardDraft`). */
export async function listFailedImports(gateway: GatewayClient): Promise<FailedImport[]> {
  return listAt(gateway, '/v1/imports', 'imports', FAILED, { query: { failed: 'true' } });
}

/** Throws a draft away that will not be published, as the holder. */
export async function discardDraft(gateway: GatewayClient, id: string): Promise<void> {
  await gateway.json('DELETE', pathOf(id));
}

/** Without end, with pauses. A gateway that does not answer is waited for. */
export async function* statesOf(
  gateway: GatewayClient,
  id: string,
  options: FollowOptions,
): AsyncGenerator<ImportJob, never, undefined> {
  while (true) {
    // Checked here: what is no import will be none later.
    yield checkAnswer(gateway, await stateOf(gateway, id, options), IMPORT_JOB);
    await pause(POLL_MS, options.signal);
    options.signal?.throwIfAborted();
  }
}

/** What a job failed with, as the error that a call would have thrown. */
export function jobFailure(error: JobError | undefined, otherwise: 'IMPORT_INVALID' | 'INTERNAL', words: string) {
  const message = plainText(error?.detail ?? words);
  return new CustosError(knownCode(error?.code) ?? otherwise, message, { details: { ...error?.details } });
}

async function stateOf(gateway: GatewayClient, id: string, { signal, onSilence }: FollowOptions): Promise<Json> {
  const until = Date.now() + PATIENCE_MS;
  let isLost = false;
  while (true) {
    try {
      return await gateway.json<Json>('GET', pathOf(id));
    } catch (error) {
      if (isLost && isCustosError(error, 'NOT_FOUND')) throw interrupted(error);
      if (!isCustosError(error, 'GATEWAY_UNREACHABLE', 'SESSION_INVALID', 'UNAVAILABLE')) throw error;
      if (Date.now() > until) throw unanswered(error, id);
    }
    isLost = true;
    onSilence?.();
    await pause(RETRY_MS, signal);
    signal?.throwIfAborted();
  }
}

function pathOf(id: string): string {
  return `/v1/imports/${encodeURIComponent(id)}`;
}

function interrupted(cause: CustosError): CustosError {
  const message = 'The gateway was stopped during the import, and kept nothing of it. Import again.';
  return new CustosError('NOT_FOUND', message, { cause });
}

function unanswered(cause: CustosError, id: string): CustosError {
  const message = `${cause.message} If it goes on running, the import does, as ${id}, which the list of drafts shows; what a stop interrupts leaves nothing, and is imported again.`;
  return new CustosError(cause.code, message, { cause, details: { import: id } });
}
