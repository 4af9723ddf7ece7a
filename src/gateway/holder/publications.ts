import { toHex } from '../../core/bytes.ts';
import { canonicalBytes, type Json } from '../../core/canonical.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type DatasetId, type Digest, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { checkParameters, purposesOf } from '../../core/purposes.ts';
import type { SendJournal } from '../../ledger/send-journal.ts';
import { CONSENT_POLICIES, RELATION } from '../../ledger/words.ts';
import type { Vault } from '../../vault/vault.ts';
import type { VersionSummary } from '../../vault/versions.ts';
import { conditionWarnings } from '../consents/without-effect.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { VersionRecord } from '../ledger/directory.ts';
import { enrollAll } from '../ledger/enrollment.ts';
import { eventOf } from '../ledger/event-of.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { ADMISSION_PROTOCOL } from './admission-protocol.ts';
import type { ImportJob, Imports } from './imports.ts';
import { type MergedRecords, refuseDecided } from './merged-records.ts';
import type { OwnDatasets } from './own-datasets.ts';
import { refuseShrinking } from './version-changes.ts';

/** What a holder says of a version besides what is in it. */
export interface Publication {
  /** Whose draft it is. */
  readonly import: string;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly identifiable: boolean;
  readonly acceptShrink: boolean;
  readonly policy: (typeof CONSENT_POLICIES)[number];
  readonly protocol?: Digest | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly edges: readonly {
    readonly parentDataset: DatasetId;
    readonly parentVersion: number;
    readonly relation: string;
    readonly processDigest: Digest;
  }[];
}

export interface Published {
  readonly version: number;
  readonly manifestRoot: Digest;
  readonly items: number;
  readonly shared: number;
  readonly subjects: number;
  /** Subjects whose pseudonym another holder enrolled first. */
  readonly taken: number;
  readonly warnings: readonly string[];
  readonly transaction: Digest;
  readonly height: number;
}

interface PublicationDeps {
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

/** Makes drafts versions that can be asked for. */
export class Publications {
  readonly #deps: PublicationDeps;
  /** Imports that are being published: a repeated request would publish them twice. */
  readonly #running = new Set<string>();

  constructor(deps: PublicationDeps) {
    this.#deps = deps;
  }

  /** Resolves when the version is on chain. CONFLICT where something speaks against it that has to be mended first. */
  async publish(dataset: DatasetId, publication: Publication, attempt: RequestAttempt): Promise<Published> {
    const { import: draft } = publication;
    if (this.#running.has(draft)) throw new CustosError('CONFLICT', 'The import is being published.');
    this.#running.add(draft);
    try {
      const { job, volume } = await this.#draftOf(dataset, draft);
      return await this.#publish(dataset, publication, { job, volume, journal: attempt.journal('version') });
    } finally {
      this.#running.delete(draft);
    }
  }

  async #draftOf(dataset: DatasetId, draft: string): Promise<{ job: ImportJob; volume: number }> {
    const job = await this.#deps.imports.find(draft);
    if (job.dataset !== dataset) throw await this.#ofAnother(job.dataset, dataset);
    if (job.volume === undefined || job.state !== 'ready') throw notReady(job);
    return { job, volume: job.volume };
  }

  async #publish(
    dataset: DatasetId,
    publication: Publication,
    { job, volume, journal }: { readonly job: ImportJob; readonly volume: number; readonly journal: SendJournal },
  ): Promise<Published> {
    const { vault, state, versions, merged, holder, hasSay } = this.#deps;
    const protocol = publication.protocol ?? ADMISSION_PROTOCOL;
    refuseUnapproved(state, protocol);
    const parameters = checkParameters(publication.parameters as Json);
    refuseDenial(state, dataset, publication);
    const warnings = conditionWarnings([publication.permission, ...publication.modifiers], parameters);
    const summary = vault.versions.summary(volume);
    // What this very request published is its answer, however often it is repeated.
    if (journal.sent.length === 0) await this.#refuseStanding(summary);
    refuseDecided(job.merged ?? [], hasSay);
    if (!publication.acceptShrink) await refuseShrinking(vault, volume);
    const view = await vault.versions.view(volume);
    const subjects = Array.from({ length: view.subjects }, (_, ordinal) => view.pseudonym(ordinal));
    await merged.take(job.merged ?? [], job.merged === undefined ? [] : subjects);
    await enrollAll(state, subjects);
    await versions.putParameters(volume, parameters);
    const call = state.calls.datasets.publish(
      dataset,
      {
        manifestRoot: summary.manifestRoot,
        metadataDigest: digestOf('metadata', parameters as Json),
        ontologyDigest: ZERO_DIGEST,
        protocol,
        admissionReportDigest: digestOf('report', (job.report ?? {}) as Json),
        purposes: purposesOf([publication.permission, ...publication.modifiers]),
        sharedCount: summary.sharedCount,
        retainUntil: 0,
        policy: CONSENT_POLICIES.indexOf(publication.policy),
        identifiable: publication.identifiable,
      },
      publication.edges.map((edge) => ({ ...edge, relation: RELATION[edge.relation as keyof typeof RELATION] })),
    );
    const { block, events, transaction } = await state.send(call, { journal });
    const { version } = eventOf(events, 'DatasetPublished');
    // Seen before anything else can fail, so that a repetition finds it on chain.
    await state.reached(block.height);
    await vault.versions.markPublished(volume, version);
    const { manifestRoot, items, sharedCount: shared } = summary;
    const taken = subjects.filter((subject) => state.directory.enrolled.get(subject) !== holder).length;
    const counts = { items, shared, subjects: subjects.length, taken };
    return { version, manifestRoot, ...counts, warnings, transaction, height: block.height };
  }

  /** CONFLICT for a draft that is on chain already. */
  async #refuseStanding(summary: VersionSummary): Promise<void> {
    const { vault, state } = this.#deps;
    const standing = onChain(state, summary);
    if (standing === undefined) return;
    if (summary.state !== 'published') await vault.versions.markPublished(summary.volume, standing.version);
    throw new CustosError('CONFLICT', `The import is published already, as version ${standing.version}.`);
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

/** Relations whose child has items of its parent as they are. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['subsetOf', 'mergedFrom', 'annotates']);

/** CONFLICT for a version that is said not to identify, and to have items of one of this holder's that does. */
function refuseDenial({ directory }: LedgerState, dataset: DatasetId, { identifiable, edges }: Publication): void {
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

function digestOf(domain: 'metadata' | 'report', value: Json): Digest {
  return toHex(domainHash(domain, canonicalBytes(value))) as Digest;
}
