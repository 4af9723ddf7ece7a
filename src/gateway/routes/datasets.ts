import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toHex, utf8 } from '../../core/bytes.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest } from '../../core/ids.ts';
import { MAX_LINE_LIMIT } from '../../import/line-splitter.ts';
import { CONSENT_POLICIES, RELATION } from '../../ledger/words.ts';
import type { FailedImport, Imports, OpenImport } from '../holder/imports.ts';
import type { OwnDatasets } from '../holder/own-datasets.ts';
import type { Publications } from '../holder/publications.ts';
import { nextPage, pageOf, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { datasetId, decimal, digest } from '../http/schemas.ts';
import { category, modifier, permission } from '../http/use-schemas.ts';
import type { Endings } from '../ledger/endings.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { lineage } from '../ledger/lineage.ts';
import { dataset, edge, importJob, openImport } from '../replies/datasets.ts';
import { ended, inTransaction } from '../replies/ledger.ts';

export interface DatasetDeps {
  readonly state: LedgerState;
  readonly datasets: OwnDatasets;
  readonly publications: Publications;
  readonly imports: Imports;
  readonly endings: Endings;
}

const params = z.object({ dataset: datasetId });
const publication = z.strictObject({
  import: z.uuid(),
  permission,
  modifiers: z.array(modifier).max(32).default([]),
  identifiable: z.boolean(),
  acceptShrink: z.boolean().default(false),
  acceptNamed: z.boolean().default(false),
  acceptShared: z.boolean().optional(),
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

export function datasetRoutes(deps: DatasetDeps): Route[] {
  const { state, datasets, publications, imports, endings } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/datasets',
      summary: 'Register a dataset',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      creates: true,
      body: z.strictObject({ name: z.string().min(1).max(200), description: z.string().max(4000).default('') }),
      reply: {
        status: 201,
        description: 'It is registered on chain.',
        schema: z.object({ dataset: datasetId, height: inTransaction.height }),
      },
      handle: async ({ body, attempt }) => {
        const { salt } = await attempt.plan(() => ({ salt: toHex(randomBytes(32)) as Digest }));
        return datasets.register(salt, body, attempt);
      },
    }),
    route({
      method: 'get',
      path: '/v1/datasets',
      summary: 'The datasets of all holders, as the ledger has them',
      tag: 'datasets',
      who: ['member', 'subject'],
      duties: 'any',
      query: pageQuery,
      reply: {
        status: 200,
        description: 'At most 1,000 datasets, names of this holder’s own; `next` goes on.',
        schema: z.object({ datasets: z.array(dataset), ...nextPage }),
      },
      handle: async ({ query }) => {
        const { page, ...next } = pageOf([...state.directory.datasets.values()], query);
        return { datasets: await Promise.all(page.map((one) => datasets.describe(one))), ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/datasets/{dataset}',
      summary: 'A dataset and its versions, with the kinds of what they hold',
      tag: 'datasets',
      who: ['member', 'subject'],
      duties: 'any',
      params,
      reply: { status: 200, description: 'The dataset.', schema: dataset },
      handle: async ({ params: { dataset: id } }) => datasets.describeWhole(datasets.find(id)),
    }),
    route({
      method: 'get',
      path: '/v1/datasets/{dataset}/lineage',
      summary: 'What a dataset came from, and what came from it',
      tag: 'datasets',
      who: ['member'],
      duties: 'any',
      params,
      reply: {
        status: 200,
        description: 'Edges, those of ancestors and descendants included.',
        schema: z.object({ edges: z.array(edge) }),
      },
      handle: async ({ params: { dataset: id } }) => ({
        edges: lineage(state.directory, datasets.find(id).dataset),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/imports',
      summary: 'Encrypt data on the gateway’s machine, or of an upload, into a draft of the next version',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      creates: true,
      params,
      body: z.strictObject({
        kind: z.enum(['fhir', 'files']),
        path: z
          .string()
          .min(1)
          .max(4096)
          .optional()
          .meta({ description: 'On the gateway’s machine. Path or upload, one of both.' }),
        upload: z
          .uuid()
          .optional()
          .meta({ description: 'Files that were sent: all have arrived, and are removed once the import has ended.' }),
        skipInvalid: z.boolean().default(false),
        practitioners: z.boolean().default(false),
        shared: z.boolean().default(false),
        subjects: z
          .string()
          .min(1)
          .max(4096)
          .optional()
          .meta({ description: 'Map from files to patients: a path there, or the name of a file of the upload.' }),
        categories: z.array(category).max(64).default([]),
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
        return imports.start(datasets.findOwn(id).dataset, body, job);
      },
    }),
    route({
      method: 'get',
      path: '/v1/imports',
      summary: 'Imports that run, and drafts that wait to be published',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      query: pageQuery.extend({
        published: z.literal('true').optional().meta({ description: 'Lists those as well that are published.' }),
        failed: z
          .literal('true')
          .optional()
          .meta({ description: 'Lists those alone that failed, until they are thrown away.' }),
      }),
      reply: {
        status: 200,
        description: 'At most 1,000, the oldest first; `next` goes on.',
        schema: z.object({ imports: z.array(openImport), ...nextPage }),
      },
      handle: async ({ query }) => {
        const all: readonly (OpenImport | FailedImport)[] =
          query.failed === 'true'
            ? await imports.failed()
            : await imports.open({ published: query.published === 'true' });
        const { page, ...next } = pageOf(all, query);
        const marked = page.map((one) =>
          publications.isRunning(one.import) ? { ...one, state: 'publishing' as const } : one,
        );
        return { imports: marked, ...next };
      },
    }),
    route({
      method: 'get',
      path: '/v1/imports/{import}',
      summary: 'How far an import is, and what it found',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ import: z.uuid() }),
      reply: { status: 200, description: 'The import.', schema: importJob },
      handle: async ({ params: { import: id } }) => jobOf(deps, id),
    }),
    route({
      method: 'delete',
      path: '/v1/imports/{import}',
      summary: 'Throw a draft away',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ import: z.uuid() }),
      reply: { status: 204, description: 'It is gone.' },
      handle: async ({ params: { import: id } }) => publications.discard(id),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/versions',
      refuses: ['VERSION_SHRINKS', 'IMPORT_INVALID', 'IMPORT_NOTHING'],
      summary: 'Publish a draft as the next version',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: publication,
      reply: {
        status: 202,
        description:
          'It was taken on, and goes on also after a restart; ask for the import, which tells what came of it.',
        schema: importJob,
      },
      handle: async ({ params: { dataset: id }, body }) => {
        await publications.start(datasets.findOwn(id).dataset, body);
        return jobOf(deps, body.import);
      },
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/versions/{version}/supersession',
      summary: 'Stop releases of one version for ever',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ dataset: datasetId, version: decimal(0xffff_ffff) }),
      body: z.strictObject({ reason: z.string().min(1).max(2000) }),
      reply: { status: 200, description: 'Nothing of the version is released any more.', schema: ended },
      handle: async ({ params: { dataset: id, version }, body }) =>
        endings.end({ ...datasets.findOwnVersion(id, version), cause: causeOf(body.reason) }),
    }),
    route({
      method: 'post',
      path: '/v1/datasets/{dataset}/retirement',
      summary: 'Stop releases of a dataset for ever',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager'],
      params,
      body: z.strictObject({ reason: z.string().min(1).max(2000) }),
      reply: { status: 200, description: 'Nothing of it is released any more.', schema: ended },
      handle: async ({ params: { dataset: id }, body }) => {
        return endings.end({ dataset: datasets.findOwn(id).dataset, cause: causeOf(body.reason) });
      },
    }),
  ];
}

/** An import with its publication. */
async function jobOf({ imports, publications }: DatasetDeps, id: string) {
  const job = await imports.find(id);
  const publication = await publications.of(id);
  return publication === undefined ? job : { ...job, publication };
}

function causeOf(text: string): Digest {
  return toHex(domainHash('report', utf8(text))) as Digest;
}
