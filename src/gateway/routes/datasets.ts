import { randomBytes, randomUUID } from 'node:crypto';
import { keccak256 } from 'ethers';
import { z } from 'zod';
import { concat, fromHex, toHex, utf8, utf8Decode } from '../../core/bytes.ts';
import { canonicalBytes, type Json } from '../../core/canonical.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type DatasetId, type Digest, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { checkParameters, purposesOf, purposeWords } from '../../core/purposes.ts';
import { MAX_LINE_LIMIT } from '../../import/line-splitter.ts';
import type { SendJournal } from '../../ledger/send-journal.ts';
import { CONSENT_POLICIES, RELATION } from '../../ledger/words.ts';
import { Exclusive } from '../../vault/exclusive.ts';
import type { Vault } from '../../vault/vault.ts';
import type { VersionSummary } from '../../vault/versions.ts';
import { ADMISSION_PROTOCOL } from '../admission-protocol.ts';
import type { DatasetRecord, VersionRecord } from '../directory.ts';
import type { Endings } from '../endings.ts';
import { enrollAll } from '../enrollment.ts';
import { eventOf } from '../event-of.ts';
import type { ImportJob, Imports } from '../imports.ts';
import type { LedgerState } from '../ledger-state.ts';
import { type MergedRecords, refuseDecided } from '../merged-records.ts';
import { nextPage, pageOf, pageQuery } from '../page.ts';
import { dataset, edge, importJob } from '../replies/datasets.ts';
import { ended, inTransaction } from '../replies/ledger.ts';
import type { RequestAttempt } from '../request-attempt.ts';
import { type Route, route } from '../route.ts';
import { count, datasetId, digest } from '../schemas.ts';
import type { StoredVersions } from '../stored-versions.ts';
import { refuseShrinking } from '../version-changes.ts';
import { conditionWarnings } from '../without-effect.ts';

export interface DatasetDeps {
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly imports: Imports;
  readonly versions: StoredVersions;
  readonly endings: Endings;
  readonly holder: Address;
  readonly merged: MergedRecords;
  /** Whether anybody decided anything under a pseudonym. */
  readonly hasSay: (subject: Pseudonym) => boolean;
}

const params = z.object({ dataset: datasetId });
const publication = z.strictObject({
  import: z.uuid(),
  permission: z.string().max(16),
  modifiers: z.array(z.string().max(16)).max(32).default([]),
  identifiable: z.boolean(),
  acceptShrink: z.boolean().default(false),
  policy: z.enum(CONSENT_POLICIES).default('standing-consent'),
  protocol: digest.optional(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  edges: z
    .array(
      z.strictObject({
        parentDataset: datasetId,
        parentVersion: z.int().min(1),
        relation: z.enum(Object.keys(RELATION) as [string, ...string[]]),
        processDigest: digest,
      }),
    )
    .max(64)
    .default([]),
});

const published = z.object({
  version: z.int().min(1),
  manifestRoot: digest.meta({ description: 'RFC 6962 root of the manifest, as on chain.' }),
  items: count,
  shared: count.meta({ description: 'Items of nobody.' }),
  subjects: count,
  taken: count.meta({
    description: 'Subjects whose pseudonym another holder enrolled first: nothing of theirs is ever released.',
  }),
  warnings: z.array(z.string()).meta({ description: 'Sentences on what will have less effect than it says.' }),
  ...inTransaction,
});

export function datasetRoutes(deps: DatasetDeps): Route[] {
  const { state, imports, endings, holder } = deps;
  const publishing = new Set<string>();
  const named = new Exclusive();
  return [
    route({
      method: 'post',
      path: '/v1/datasets',
      summary: 'Register a dataset',
      tag: 'datasets',
      who: ['holder'],
      creates: true,
      body: z.strictObject({ name: z.string().min(1).max(200), description: z.string().max(4000).default('') }),
      reply: {
        status: 201,
        description: 'It is registered on chain.',
        schema: z.object({ dataset: datasetId, height: inTransaction.height }),
      },
      handle: async ({ body, attempt }) => {
        const { salt } = await attempt.plan(() => ({ salt: toHex(randomBytes(32)) as Digest }));
        const id = datasetIdOf(holder, salt);
        return named.run(() => register(deps, id, salt, body, attempt));
      },
    }),
    route({
      method: 'get',
      path: '/v1/datasets',
      summary: 'The datasets of all holders, as the ledger has them',
      tag: 'datasets',
      who: ['member', 'subject'],
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 datasets, names of this holder’s own; `next` goes on.',
        schema: z.object({ datasets: z.array(dataset), ...nextPage }),
      },
      handle: async ({ query }) => {
        const { page, ...next } = pageOf([...state.directory.datasets.values()], query);
        return { datasets: await Promise.all(page.map((one) => describe(deps, one))), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/datasets/{dataset}',
      summary: 'A dataset and its versions',
      tag: 'datasets',
      who: ['member', 'subject'],
      params,
      reply: { status: 200, description: 'The dataset.', schema: dataset },
      handle: async ({ params: { dataset: id } }) => describe(deps, known(state, id)),
    }),
    route({
      method: 'get',
      path: '/v1/datasets/{dataset}/lineage',
      summary: 'What a dataset came from, and what came from it',
      tag: 'datasets',
      who: ['member'],
      params,
      reply: {
        status: 200,
        description: 'Edges, those of ancestors and descendants included.',
        schema: z.object({ edges: z.array(edge) }),
      },
      handle: async ({ params: { dataset: id } }) => ({ edges: lineage(state, known(state, id).dataset) }),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/imports',
      summary: 'Encrypt data on the gateway’s machine into a draft of the next version',
      tag: 'datasets',
      who: ['holder'],
      creates: true,
      params,
      body: z.strictObject({
        kind: z.enum(['fhir', 'files']),
        path: z.string().min(1).max(4096),
        skipInvalid: z.boolean().default(false),
        practitioners: z.boolean().default(false),
        shared: z.boolean().default(false),
        subjects: z.string().min(1).max(4096).optional(),
        categories: z.array(z.string().max(40)).max(64).default([]),
        identifierSystem: z.string().min(1).max(1024).optional(),
        baseUrls: z
          .array(z.url({ protocol: /^https?$/i }).max(1024))
          .max(64)
          .default([]),
        maxLineBytes: z.int().min(1024).max(MAX_LINE_LIMIT).optional(),
        acceptMerged: z.boolean().default(false),
        acceptCorrected: z.boolean().default(false),
        acceptAlike: z.boolean().default(false),
      }),
      reply: { status: 202, description: 'It runs; ask for it by its id.', schema: importJob },
      handle: async ({ params: { dataset: id }, body, attempt }) => {
        const { job } = await attempt.plan(() => ({ job: randomUUID() as string }));
        return imports.start(own(state, id, holder).dataset, body, job);
      },
    }),
    route({
      method: 'get',
      path: '/v1/imports/{import}',
      summary: 'How far an import is, and what it found',
      tag: 'datasets',
      who: ['holder'],
      params: z.object({ import: z.uuid() }),
      reply: { status: 200, description: 'The import.', schema: importJob },
      handle: async ({ params: { import: id } }) => imports.find(id),
    }),
    route({
      method: 'delete',
      path: '/v1/imports/{import}',
      summary: 'Throw a draft away',
      tag: 'datasets',
      who: ['holder'],
      params: z.object({ import: z.uuid() }),
      reply: { status: 204, description: 'It is gone.' },
      handle: async ({ params: { import: id } }) => imports.discard(id),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/versions',
      summary: 'Publish a draft as the next version',
      tag: 'datasets',
      who: ['holder'],
      creates: true,
      params,
      body: publication,
      reply: { status: 201, description: 'It is on chain and can be asked for.', schema: published },
      handle: async ({ params: { dataset: id }, body, attempt }) =>
        publishOnce({ ...deps, publishing }, own(state, id, holder).dataset, body, attempt),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/retirement',
      summary: 'Stop releases of a dataset for ever',
      tag: 'datasets',
      who: ['holder'],
      params,
      body: z.strictObject({ cause: z.string().min(1).max(2000) }),
      reply: { status: 200, description: 'Nothing of it is released any more.', schema: ended },
      handle: async ({ params: { dataset: id }, body }) => {
        const cause = toHex(domainHash('report', utf8(body.cause))) as Digest;
        return endings.end({ dataset: own(state, id, holder).dataset, cause });
      },
    }),
  ];
}

async function register(
  { vault, state }: DatasetDeps,
  dataset: DatasetId,
  salt: Digest,
  body: { readonly name: string; readonly description: string },
  attempt: RequestAttempt,
): Promise<{ dataset: DatasetId; height: number }> {
  await refuseNamesake(vault, state, dataset, body.name);
  await vault.records.put('dataset', fromHex(dataset, 32), utf8(JSON.stringify(body)));
  const call = state.calls.datasets.register(salt);
  const { block } = await state.send(call, { journal: attempt.journal('dataset') });
  await state.reached(block.height);
  return { dataset, height: block.height };
}

/** Two datasets of one name: whoever names one would mean either. Those that are retired give their names back. */
async function refuseNamesake(vault: Vault, state: LedgerState, dataset: DatasetId, name: string): Promise<void> {
  for (const other of state.directory.datasets.values()) {
    if (other.dataset === dataset || other.retiredAt !== 0) continue;
    const stored = await vault.records.get('dataset', fromHex(other.dataset, 32));
    const standing = stored === null ? '' : (JSON.parse(utf8Decode(stored)) as { name: string }).name;
    if (folded(standing) !== folded(name)) continue;
    throw new CustosError(
      'CONFLICT',
      `There is a dataset “${standing}” already, ${other.dataset}. Import into that one, or give the new one another name.`,
    );
  }
}

function folded(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Marks as published what the chain has and a crash left unmarked. */
export async function reconcileVersions({ vault, state }: Pick<DatasetDeps, 'vault' | 'state'>): Promise<void> {
  for (const summary of vault.versions.list()) {
    const found = onChain(state, summary);
    if (found && summary.state !== 'published') await vault.versions.markPublished(summary.volume, found.version);
  }
}

/** The version on chain that holds just what the draft holds. */
function onChain(state: LedgerState, { dataset, manifestRoot }: VersionSummary): VersionRecord | undefined {
  return state.directory.datasets.get(dataset)?.versions.find((version) => version.manifestRoot === manifestRoot);
}

/** One publication of a draft at a time, or a repeated request would publish it twice. */
async function publishOnce(
  deps: DatasetDeps & { readonly publishing: Set<string> },
  dataset: DatasetId,
  body: z.output<typeof publication>,
  attempt: RequestAttempt,
): Promise<z.output<typeof published>> {
  const { publishing } = deps;
  if (publishing.has(body.import)) throw new CustosError('CONFLICT', 'The import is being published.');
  publishing.add(body.import);
  try {
    return await publish(deps, dataset, body, attempt.journal('version'));
  } finally {
    publishing.delete(body.import);
  }
}

async function publish(
  deps: DatasetDeps,
  dataset: DatasetId,
  body: z.output<typeof publication>,
  journal: SendJournal,
): Promise<z.output<typeof published>> {
  const { vault, state, imports, versions } = deps;
  const job = await imports.find(body.import);
  if (job.dataset !== dataset) throw await ofAnother(deps, job.dataset, dataset);
  if (job.volume === undefined || job.state !== 'ready') throw notReady(job);
  const protocol = body.protocol ?? ADMISSION_PROTOCOL;
  if (!state.directory.protocols.has(protocol)) {
    throw new CustosError(
      'CONFLICT',
      `The administrator has not approved the admission protocol ${protocol}. It must be approved on chain before data is published under it.`,
    );
  }
  const parameters = checkParameters(body.parameters as Json);
  refuseDenial(state, dataset, body);
  const warnings = conditionWarnings([body.permission, ...body.modifiers], parameters);
  const summary = vault.versions.summary(job.volume);
  // What this very request published is its answer, however often it is repeated.
  const standing = journal.sent.length === 0 ? onChain(state, summary) : undefined;
  if (standing) {
    if (summary.state !== 'published') await vault.versions.markPublished(job.volume, standing.version);
    throw new CustosError('CONFLICT', `The import is published already, as version ${standing.version}.`);
  }
  refuseDecided(job.merged ?? [], deps.hasSay);
  if (!body.acceptShrink) await refuseShrinking(vault, job.volume);
  const view = await vault.versions.view(job.volume);
  const subjects = Array.from({ length: view.subjects }, (_, ordinal) => view.pseudonym(ordinal));
  await deps.merged.take(job.merged ?? [], job.merged === undefined ? [] : subjects);
  await enrollAll(state, subjects);
  await versions.putParameters(job.volume, parameters);
  const edges = body.edges.map((edge) => ({ ...edge, relation: RELATION[edge.relation as keyof typeof RELATION] }));
  const call = state.calls.datasets.publish(
    dataset,
    {
      manifestRoot: summary.manifestRoot,
      metadataDigest: toHex(domainHash('metadata', canonicalBytes(parameters as Json))) as Digest,
      ontologyDigest: ZERO_DIGEST,
      protocol,
      admissionReportDigest: toHex(domainHash('report', canonicalBytes((job.report ?? {}) as Json))) as Digest,
      purposes: purposesOf([body.permission, ...body.modifiers]),
      sharedCount: summary.sharedCount,
      retainUntil: 0,
      policy: CONSENT_POLICIES.indexOf(body.policy),
      identifiable: body.identifiable,
    },
    edges,
  );
  const { block, events, transaction } = await state.send(call, { journal });
  const { version } = eventOf(events, 'DatasetPublished');
  // Seen before anything else can fail, so that a repetition finds it on chain.
  await state.reached(block.height);
  await vault.versions.markPublished(job.volume, version);
  const { manifestRoot, items, sharedCount } = summary;
  return {
    version,
    manifestRoot,
    items,
    shared: sharedCount,
    subjects: subjects.length,
    warnings,
    taken: subjects.filter((subject) => state.directory.enrolled.get(subject) !== deps.holder).length,
    transaction,
    height: block.height,
  };
}

/** What an import is for was said when it began: its keys and the patients' choices hang on it. */
async function ofAnother(deps: DatasetDeps, begun: DatasetId, wanted: DatasetId): Promise<CustosError> {
  const [its, here] = await Promise.all(
    [begun, wanted].map(async (id) => {
      const record = deps.state.directory.datasets.get(id);
      const name = record === undefined ? '' : (await describe(deps, record)).name;
      return name === '' ? id : `“${name}” (${id})`;
    }),
  );
  return new CustosError(
    'CONFLICT',
    `The import was begun for the dataset ${its}, not for ${here}. Nothing was published. Publish it there, or import the data again for this one.`,
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

async function describe({ vault, holder }: DatasetDeps, record: DatasetRecord) {
  const stored = record.holder === holder ? await vault.records.get('dataset', fromHex(record.dataset, 32)) : null;
  const { name, description } =
    stored === null
      ? { name: '', description: '' }
      : (JSON.parse(utf8Decode(stored)) as { name: string; description: string });
  return {
    dataset: record.dataset,
    name,
    description,
    holder: record.holder,
    retiredAt: record.retiredAt,
    versions: record.versions.map(({ purposes, ...version }) => {
      const { permission, modifiers } = purposeWords(purposes);
      const items = vault.versions.published(record.dataset, version.version)?.items;
      return { ...version, permission, modifiers, ...(items === undefined ? {} : { items }) };
    }),
  };
}

/** Relations whose child has items of its parent as they are. */
const AS_THEY_ARE: ReadonlySet<string> = new Set(['subsetOf', 'mergedFrom', 'annotates']);

/** CONFLICT for a version that is said not to identify, and to have items of one of this holder's that does. */
function refuseDenial({ directory }: LedgerState, dataset: DatasetId, body: z.output<typeof publication>): void {
  if (body.identifiable) return;
  const holder = directory.datasets.get(dataset)?.holder;
  const denied = body.edges.find(({ parentDataset, parentVersion, relation }) => {
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

function lineage(state: LedgerState, dataset: DatasetId) {
  const { edges } = state.directory;
  const related = new Set<DatasetId>([dataset]);
  for (let size = 0; size !== related.size; ) {
    size = related.size;
    for (const edge of edges) {
      if (related.has(edge.dataset)) related.add(edge.parentDataset);
      if (related.has(edge.parentDataset)) related.add(edge.dataset);
    }
  }
  const names = Object.entries(RELATION);
  return edges
    .filter((edge) => related.has(edge.dataset))
    .map((edge) => ({
      ...edge,
      relation: names.find(([, number]) => number === edge.relation)?.[0] ?? String(edge.relation),
    }));
}

/** As DatasetRegistry.datasetId. */
function datasetIdOf(holder: Address, salt: Digest): DatasetId {
  return keccak256(concat(new Uint8Array(12), fromHex(holder, 20), fromHex(salt, 32))) as DatasetId;
}

function known(state: LedgerState, dataset: DatasetId): DatasetRecord {
  const record = state.directory.datasets.get(dataset);
  if (record) return record;
  throw new CustosError('NOT_FOUND', 'The ledger knows no such dataset.');
}

function own(state: LedgerState, dataset: DatasetId, holder: Address): DatasetRecord {
  const record = known(state, dataset);
  if (record.holder === holder) return record;
  throw new CustosError('FORBIDDEN', 'The dataset belongs to another holder.');
}
