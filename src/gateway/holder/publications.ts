import type { Logger } from 'pino';
import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, type Json } from '../../core/canonical.ts';
import { CustosError, type ErrorCode, isCustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type DatasetId, type Digest, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { retried } from '../../core/patience.ts';
import type { Publication, Published } from '../../core/publication.ts';
import { checkParameters, purposesOf } from '../../core/purposes.ts';
import { Turns } from '../../core/turns.ts';
import { keptJournal } from '../../ledger/send-journal.ts';
import { CONSENT_POLICIES, RELATION } from '../../ledger/words.ts';
import type { Vault } from '../../vault/vault.ts';
import type { VersionSummary } from '../../vault/versions.ts';
import { conditionWarnings } from '../consents/without-effect.ts';
import { toProblem } from '../http/problem.ts';
import type { VersionRecord } from '../ledger/directory-records.ts';
import { enrollAll } from '../ledger/enrollment.ts';
import { eventOf } from '../ledger/event-of.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { GatewayRecords, KeptPublication } from '../records/gateway-records.ts';
import type { PublicationOrder } from '../records/publication-order.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { ADMISSION_PROTOCOL } from './admission-protocol.ts';
import type { ImportJob, Imports } from './imports.ts';
import { type MergedRecords, refuseDecided } from './merged-records.ts';
import type { OwnDatasets } from './own-datasets.ts';
import { refuseShrinking } from './version-changes.ts';

interface PublicationDeps {
  readonly kept: GatewayRecords['publications'];
  readonly logger: Pick<Logger, 'error'>;
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly imports: Imports;
  readonly versions: StoredVersions;
  readonly datasets: OwnDatasets;
  readonly holder: Address;
  readonly merged: MergedRecords;
  /** Whether anybody decided anything under a pseudonym. */
  readonly hasSay: (subject: Pseudonym) => boolean;
}

/** What a ledger that is away, or behind, answers with. */
const AWAY: readonly ErrorCode[] = [
  'LEDGER_UNREACHABLE',
  'LEDGER_LAGGING',
  'LEDGER_INCOMPLETE',
  'LEDGER_POOL_FULL',
  'UNAVAILABLE',
];
/** Between attempts at what was sent and may stand on the ledger: after a quarter of an hour the job says that it failed. */
const PAUSES = { first: 1_000, longest: 60_000 };
const MAX_RETRIES = 20;

/** Makes drafts versions that can be asked for: jobs, each of its import, beside the requests. What was taken on is durable,
 *  and goes on by itself: after a restart, and where it was sent to a ledger that did not say what became of it. */
export class Publications {
  readonly #deps: PublicationDeps;
  readonly #running = new Map<string, Publication['progress']>();
  /** What is to become of a draft is decided one after the other: two orders at once would both be taken on, and a draft
   *  could be thrown away while its order is looked at. */
  readonly #decisions = new Turns();
  readonly #closed = new AbortController();

  private constructor(deps: PublicationDeps) {
    this.#deps = deps;
  }

  /** Goes on with those that an earlier run did not bring to their end, or that failed when the chain had them or might have. */
  static async open(deps: PublicationDeps): Promise<Publications> {
    const publications = new Publications(deps);
    for await (const [id, kept] of deps.kept.all()) {
      if (kept.published !== undefined) continue;
      const mayStand = kept.sent.length > 0 || (await publications.#standing(id)) !== undefined;
      if (kept.error === undefined || mayStand) publications.#begin(id, kept);
    }
    return publications;
  }

  /** Resolves when it is taken on: the state tells the rest. One that was begun with the same order is given back, or goes
   *  on where it failed. CONFLICT where something speaks against it that has to be mended first. */
  start(dataset: DatasetId, publication: PublicationOrder): Promise<void> {
    return this.#decisions.take(async () => {
      const { import: id } = publication;
      const kept = await this.#deps.kept.get(id);
      const isSame = kept !== undefined && sameOrder(kept, dataset, publication);
      if (isSame && (this.#running.has(id) || kept.published !== undefined)) return;
      if (kept !== undefined && !isSame) refuseOther(kept, this.#running.has(id));
      const sent = isSame ? kept.sent : [];
      await this.#check(dataset, publication, sent.length > 0);
      const begun = { dataset, publication, sent };
      await this.#deps.kept.put(id, begun);
      this.#begin(id, begun);
    });
  }

  /** Throws the draft of an import away. CONFLICT where it is being published, is on chain, or may still come there. */
  discard(id: string): Promise<void> {
    return this.#decisions.take(async () => {
      if (this.#running.has(id)) {
        throw new CustosError('CONFLICT', 'The import is being published: wait until that has ended.');
      }
      const kept = await this.#deps.kept.get(id);
      const standing = await this.#standing(id);
      if (standing !== undefined) {
        // What failed after the chain had it ends well now, for all who ask.
        if (kept !== undefined && kept.published === undefined) this.#begin(id, kept);
        throw indiscardable(standing);
      }
      if (kept !== undefined && kept.sent.length > 0) throw perhapsSent();
      await this.#deps.imports.discard(id);
    });
  }

  /** Undefined for an import that nobody publishes. */
  async of(id: string): Promise<Publication | undefined> {
    const progress = this.#running.get(id);
    if (progress !== undefined) return { state: 'running', progress };
    const kept = await this.#deps.kept.get(id);
    if (kept === undefined) return undefined;
    const { published, error } = kept;
    const done = { phase: 'publish' as const, done: published?.subjects ?? 0, total: published?.subjects ?? 0 };
    if (published !== undefined) return { state: 'published', progress: done, published };
    return { state: 'failed', progress: done, ...(error === undefined ? {} : { error }) };
  }

  isRunning(id: string): boolean {
    return this.#running.has(id);
  }

  /** Those that run are left as they stand, for the next start. */
  close(): void {
    this.#closed.abort();
  }

  #begin(id: string, kept: KeptPublication): void {
    this.#running.set(id, { phase: 'enrol', done: 0, total: 0 });
    void this.#run(id, kept)
      .catch((error) => this.#deps.logger.error({ err: error }, 'the end of a publication was not kept'))
      .finally(() => this.#running.delete(id));
  }

  async #run(id: string, begun: KeptPublication): Promise<void> {
    let kept = begun;
    const keep = async (change: Partial<KeptPublication>) => {
      kept = { ...kept, ...change };
      await this.#deps.kept.put(id, kept);
    };
    try {
      const attempt = () => this.#publish(id, kept, (sent) => keep({ sent }));
      const again = (error: unknown, failures: number) =>
        kept.sent.length > 0 && isCustosError(error, ...AWAY) && failures < MAX_RETRIES;
      const published = await retried(attempt, again, { ...PAUSES, signal: this.#closed.signal });
      await keep({ published });
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      if (!isCustosError(error)) this.#deps.logger.error({ err: error }, 'publication failed');
      const { code, detail, details } = toProblem(error);
      // What the ledger refused has no effect any more.
      const sent = isCustosError(error, 'LEDGER_REJECTED') ? [] : kept.sent;
      await keep({ sent, error: { code, detail, ...(details && { details }) } });
    }
  }

  async #draftOf(dataset: DatasetId, draft: string): Promise<{ job: ImportJob; volume: number }> {
    const job = await this.#deps.imports.find(draft);
    if (job.dataset !== dataset) throw await this.#ofAnother(job.dataset, dataset);
    const summary = this.#summaryOf(job);
    if (summary === undefined || job.state !== 'ready') throw notReady(job);
    return { job, volume: summary.volume };
  }

  /** Throws what speaks against it, before anything is taken on. */
  async #check(dataset: DatasetId, publication: PublicationOrder, hasSent: boolean): Promise<void> {
    const { vault, state, hasSay } = this.#deps;
    const { job, volume } = await this.#draftOf(dataset, publication.import);
    refuseUnapproved(state, publication.protocol ?? ADMISSION_PROTOCOL);
    const parameters = checkParameters(publication.parameters as Json);
    refuseDenial(state, dataset, publication);
    refuseNamed(publication, job);
    refuseShared(publication, job);
    conditionWarnings([publication.permission, ...publication.modifiers], parameters);
    // What this very order published is its answer, however often it is given.
    if (!hasSent) await this.#refuseStanding(vault.versions.summary(volume));
    refuseDecided(job.merged ?? [], hasSay);
    if (!publication.acceptShrink) await refuseShrinking(vault, volume);
  }

  async #publish(
    id: string,
    { dataset, publication, sent }: KeptPublication,
    keep: (sent: KeptPublication['sent']) => Promise<void>,
  ): Promise<Published> {
    const { vault, state, versions, merged, holder } = this.#deps;
    const { job, volume } = await this.#draftOf(dataset, id);
    const parameters = checkParameters(publication.parameters as Json);
    const codes = [publication.permission, ...publication.modifiers];
    const warnings = conditionWarnings(codes, parameters);
    const summary = vault.versions.summary(volume);
    const view = await vault.versions.view(volume);
    const subjects = Array.from({ length: view.subjects }, (_, ordinal) => view.pseudonym(ordinal));
    await merged.take(job.merged ?? [], job.merged === undefined ? [] : subjects);
    const total = subjects.length;
    await enrollAll(state, subjects, (done) => this.#running.set(id, { phase: 'enrol', done, total }));
    this.#running.set(id, { phase: 'publish', done: total, total });
    await versions.putParameters(volume, parameters);
    const call = state.calls.datasets.publish(
      dataset,
      {
        manifestRoot: summary.manifestRoot,
        metadataDigest: digestOf('metadata', parameters as Json),
        ontologyDigest: ZERO_DIGEST,
        protocol: publication.protocol ?? ADMISSION_PROTOCOL,
        admissionReportDigest: digestOf('report', (job.report ?? {}) as Json),
        purposes: purposesOf(codes),
        sharedCount: summary.sharedCount,
        retainUntil: 0,
        policy: CONSENT_POLICIES.indexOf(publication.policy),
        identifiable: publication.identifiable,
      },
      publication.edges.map((edge) => ({ ...edge, relation: RELATION[edge.relation as keyof typeof RELATION] })),
    );
    const { block, events, transaction } = await state.send(call, { journal: keptJournal(sent, keep) });
    const { version } = eventOf(events, 'DatasetPublished');
    // Seen before anything else can fail, so that a repetition finds it on chain.
    await state.reached(block.height);
    await vault.versions.markPublished(volume, version);
    const { manifestRoot, items, sharedCount: shared } = summary;
    const taken = subjects.filter((subject) => state.directory.enrolled.get(subject) !== holder).length;
    const counts = { items, shared, subjects: total, taken };
    return { version, manifestRoot, ...counts, warnings, transaction, height: block.height };
  }

  /** Undefined where there is no draft, or none any more. */
  #summaryOf({ volume }: ImportJob): VersionSummary | undefined {
    return volume === undefined ? undefined : this.#deps.vault.versions.find(volume);
  }

  /** The version on chain that the import's draft became, whatever its publication ended with here. */
  async #standing(id: string): Promise<VersionRecord | undefined> {
    const summary = this.#summaryOf(await this.#deps.imports.find(id));
    return summary && onChain(this.#deps.state, summary);
  }

  /** CONFLICT for a draft that is on chain already. */
  async #refuseStanding(summary: VersionSummary): Promise<void> {
    const { vault, state } = this.#deps;
    const standing = onChain(state, summary);
    if (standing === undefined) return;
    if (summary.state !== 'published') await vault.versions.markPublished(summary.volume, standing.version);
    throw publishedAlready(standing);
  }

  /** What an import is for was said when it began: its keys and the patients' choices hang on it. */
  async #ofAnother(begun: DatasetId, wanted: DatasetId): Promise<CustosError> {
    const { datasets, state } = this.#deps;
    const [its, here] = await Promise.all(
      [begun, wanted].map(async (id) => {
        const record = state.directory.datasets.get(id);
        const name = record === undefined ? '' : (await datasets.describe(record)).name;
        return name === '' ? id : `“${name}” (${id})`;
      }),
    );
    return new CustosError(
      'CONFLICT',
      `The import was begun for the dataset ${its}, not for ${here}. Nothing was published. Publish it there, or import the data again for this one.`,
    );
  }
}

/** Marks as published what the chain has and a crash left unmarked. */
export async function reconcileVersions({ vault, state }: Pick<PublicationDeps, 'vault' | 'state'>): Promise<void> {
  for (const summary of vault.versions.list()) {
    const found = onChain(state, summary);
    if (found && summary.state !== 'published') await vault.versions.markPublished(summary.volume, found.version);
  }
}

/** The version on chain that holds just what the draft holds. */
function onChain(state: LedgerState, { dataset, manifestRoot }: VersionSummary): VersionRecord | undefined {
  return state.directory.datasets.get(dataset)?.versions.find((version) => version.manifestRoot === manifestRoot);
}

function publishedAlready({ version }: VersionRecord): CustosError {
  return new CustosError('CONFLICT', `The import is published already, as version ${version}.`);
}

function indiscardable({ version }: VersionRecord): CustosError {
  return new CustosError(
    'CONFLICT',
    `The import is published already, as version ${version}, and cannot be discarded. Publish a newer version, or supersede the dataset.`,
  );
}

function perhapsSent(): CustosError {
  return new CustosError(
    'CONFLICT',
    'The publication of the import failed after it was sent, and may still reach the ledger. Give the same order again: it goes on with that one, or tells why the ledger refused it.',
  );
}

function notReady({ state, error }: ImportJob): CustosError {
  const why = {
    running: 'is still running: wait until it is ready',
    failed: `failed${error === undefined ? '' : ` (${error.detail})`}: mend what it names, and import again`,
    discarded: 'was thrown away: import again',
    ready: 'left no draft: import again',
  };
  return new CustosError('CONFLICT', `The import ${why[state]}. Nothing was published.`);
}

function refuseUnapproved({ directory }: LedgerState, protocol: Digest): void {
  if (directory.protocols.has(protocol)) return;
  throw new CustosError(
    'CONFLICT',
    `The administrator has not approved the admission protocol ${protocol}. It must be approved on chain before data is published under it.`,
  );
}

/** Files that a refusal names. */
const NAMED_FILES = 20;
/** Relations whose child has items of its parent as they are. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['subsetOf', 'mergedFrom', 'annotates']);

/** CONFLICT for a version that is said not to identify, and to have items of one of this holder's that does. */
function refuseDenial({ directory }: LedgerState, dataset: DatasetId, { identifiable, edges }: PublicationOrder): void {
  if (identifiable) return;
  const holder = directory.datasets.get(dataset)?.holder;
  const denied = edges.find(({ parentDataset, parentVersion, relation }) => {
    const parent = directory.datasets.get(parentDataset);
    const identifies = parent?.versions[parentVersion - 1]?.identifiable === true;
    return identifies && parent?.holder === holder && AS_THEY_ARE.has(relation);
  });
  if (denied === undefined) return;
  throw new CustosError(
    'CONFLICT',
    `It has items of version ${denied.parentVersion} of ${denied.parentDataset} as they are (${denied.relation}), and that one identifies people. Publish this one as identifying too, or say what was done to it (deidentifiedFrom).`,
  );
}

/** CONFLICT for data that is said to identify nobody, and says patients by their names. */
function refuseNamed({ identifiable, acceptNamed }: PublicationOrder, { report }: ImportJob): void {
  const named = report?.records.named ?? 0;
  if (identifiable || acceptNamed || named === 0) return;
  throw new CustosError(
    'CONFLICT',
    `The data says ${named} of its patients by name, address, contact number or picture. Nothing was published. Publish it as data that identifies people (--identifiable), so that it leaves only by consents and permits that say so; or import an export without names; or, where these names are nobody’s, publish with --accept-named (acceptNamed).`,
    { details: { named } },
  );
}

/** CONFLICT for files of nobody that seem to tell of persons: everybody who may have the dataset gets them, whatever patients say. */
function refuseShared({ acceptShared }: PublicationOrder, { report }: ImportJob): void {
  const { count, files } = report?.sharedLook?.found ?? { count: 0, files: [] };
  if (acceptShared === true || count === 0) return;
  const named = files.slice(0, NAMED_FILES).map(({ file }) => file);
  throw new CustosError(
    'CONFLICT',
    `${count} ${count === 1 ? 'file that belongs' : 'files that belong'} to nobody may tell of patients: ${named.join(', ')}. Everybody who may have the dataset would get them, whatever patients say. Nothing was published. Import again with a map that says whose they are; or, where somebody looked into them and they name nobody, publish with --accept-shared (acceptShared).`,
    { details: { count, files: named } },
  );
}

function digestOf(domain: 'metadata' | 'report', value: Json): Digest {
  return toHex(domainHash(domain, canonicalBytes(value))) as Digest;
}

function sameOrder(kept: KeptPublication, dataset: DatasetId, publication: PublicationOrder): boolean {
  const bytes = (order: unknown) => toHex(canonicalBytes(order as Json));
  return kept.dataset === dataset && bytes(kept.publication) === bytes(publication);
}

/** CONFLICT where another order stands, or it is not known yet whether it does. */
function refuseOther({ dataset, sent, published }: KeptPublication, isRunning: boolean): void {
  if (published !== undefined) {
    throw new CustosError(
      'CONFLICT',
      `The import is published already, with other options, as version ${published.version} of ${dataset}. Import the data again for another version.`,
    );
  }
  if (isRunning || sent.length > 0) {
    throw new CustosError(
      'CONFLICT',
      'The import is being published with other options. Wait until that has ended, or give the same ones again.',
    );
  }
}
