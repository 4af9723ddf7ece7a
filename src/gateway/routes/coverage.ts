import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import { hasDuty, type OwnStaff } from '../auth/duties.ts';
import type { OwnDatasets } from '../holder/own-datasets.ts';
import { type Route, route } from '../http/route.ts';
import { datasetId, decimal } from '../http/schemas.ts';
import { attestables } from '../http/use-schemas.ts';
import type { DatasetRecord } from '../ledger/directory-records.ts';
import type { Coverages } from '../release/coverages.ts';
import { coverage, toldCoverage } from '../replies/coverage.ts';

export interface CoverageDeps {
  readonly datasets: OwnDatasets;
  readonly coverages: Coverages;
  readonly staff: OwnStaff;
}

export function coverageRoutes({ datasets, coverages, staff }: CoverageDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/datasets/{dataset}/coverage',
      summary: 'How many patients of a version would be released for each purpose, before any permit is issued',
      tag: 'datasets',
      who: ['holder'],
      duties: ['data-manager', 'reviewer', 'auditor'],
      params: z.object({ dataset: datasetId }),
      query: z.object({
        version: decimal(0xffff_ffff).optional().meta({
          description: 'The newest that is released unless said; where none is, the newest.',
        }),
        meets: attestables.default([]).meta({
          description:
            'Codes of the conditions that the permit would attest, and that the request would declare so that it meets them, with commas between them; none unless said.',
        }),
      }),
      reply: {
        status: 200,
        description: 'What the decision itself makes of each patient at one block; nothing is released or logged.',
        schema: coverage,
      },
      handle: async ({ params, query, caller }) => {
        const { dataset, version } = versionOf(datasets.findOwn(params.dataset), query.version);
        const counted = await coverages.count(dataset, version, query.meets);
        // Whoever is shown each patient's consents learns nothing more from small counts.
        return toldCoverage(
          { dataset, version },
          query.meets,
          counted,
          hasDuty(staff, caller.session, ['data-manager']),
        );
      },
    }),
  ];
}

/** NOT_FOUND where there is none. */
function versionOf({ dataset, versions }: DatasetRecord, wanted: number | undefined) {
  const newest = versions.findLast(({ supersededAt }) => supersededAt === 0) ?? versions.at(-1);
  const found = wanted === undefined ? newest : versions[wanted - 1];
  if (found !== undefined) return { dataset, version: found.version };
  throw new CustosError(
    'NOT_FOUND',
    versions.length === 0
      ? 'Nothing of the dataset is published yet, so nobody is in it. Publish an import of it first.'
      : `The dataset has no version ${wanted}. Leave it out for the newest.`,
  );
}
