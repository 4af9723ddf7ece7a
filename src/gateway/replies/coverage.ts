import { z } from 'zod';
import { disclosable, fullTens, LEAST_PEOPLE } from '../../consent/disclosure.ts';
import type { CoveredPatients, PurposeCoverage } from '../../consent/patients-covered.ts';
import { ORDINARY } from '../../consent/patients-covered.ts';
import { REASON, WITHHELD, type WithheldReason } from '../../consent/reasons.ts';
import { REFUSALS } from '../../core/entry.ts';
import { count, datasetId } from '../http/schemas.ts';
import { purpose } from '../http/use-schemas.ts';
import { block } from './ledger.ts';

const people = z
  .union([count, z.object({ fewerThan: z.int().min(1).meta({ description: 'This many, or nobody.' }) })])
  .meta({
    id: 'People',
    description: 'Number of patients; where counts are in full tens, so many or some more, and never 0.',
  });

const ofPurpose = z
  .object({
    purpose,
    refused: z
      .object({ reason: z.enum(REFUSALS), detail: z.string() })
      .optional()
      .meta({ description: 'Why every such request is refused, whoever consented.' }),
    released: people.meta({ description: 'With something that would be released.' }),
    partly: people.meta({ description: 'Of those: with something that would be withheld.' }),
    review: people.meta({
      description: 'Whose consent, or the dataset itself, asks for what a request declares and a permit attests.',
    }),
    withheld: people.meta({ description: 'With nothing that would be released, whatever is declared.' }),
    reasons: z.partialRecord(z.enum(WITHHELD), count).meta({
      description:
        'Of those withheld: number of patients by the reason that came nearest. In full tens none below ten, and of others not all.',
    }),
  })
  .meta({ id: 'PurposeCoverage' });

export const coverage = z
  .object({
    dataset: datasetId,
    version: z.int().min(1),
    block: block.meta({ description: 'The block at which all were decided, and what was acknowledged since.' }),
    counts: z.enum(['exact', 'full-tens']).meta({
      description: 'Exact for the holder’s account and its data managers, who see each patient’s consents anyway.',
    }),
    assumed: z
      .object({
        requester: z.literal('any').meta({ description: 'One that no consent names, alone or in a group.' }),
        basis: z.literal('consent'),
        delivery: z.literal('download'),
        identifiable: z
          .boolean()
          .meta({ description: 'Whether the permit allows what identifies: as the version does.' }),
        attested: z.array(z.string()).meta({
          description: 'Conditions that the permit attests, and that the request declares so that it meets them.',
        }),
      })
      .meta({ description: 'The request that was decided.' }),
    patients: people.meta({ description: 'Patients of whom the version holds anything.' }),
    purposes: z.array(ofPurpose),
  })
  .meta({ id: 'Coverage' });

/** The counts as they may be told: exact, or in full tens to whom single patients are not shown. */
export function toldCoverage(
  of: Pick<z.output<typeof coverage>, 'dataset' | 'version'>,
  attested: readonly string[],
  { block, identifiable, patients, purposes }: CoveredPatients,
  exact: boolean,
): z.output<typeof coverage> {
  const { basis, delivery } = ORDINARY;
  return {
    ...of,
    block,
    counts: exact ? 'exact' : 'full-tens',
    assumed: { requester: 'any', basis, delivery, identifiable, attested: [...attested] },
    patients: told(patients, exact),
    purposes: purposes.map((one) => toldPurpose(one, exact)),
  };
}

function toldPurpose(one: PurposeCoverage, exact: boolean): z.output<typeof ofPurpose> {
  const { purpose: code, refused, released, partly, review, withheld, reasons } = one;
  return {
    purpose: code,
    ...(refused === undefined ? {} : { refused: { reason: refused.refusal, detail: refused.detail } }),
    released: told(released, exact),
    partly: told(partly, exact),
    review: told(review, exact),
    withheld: told(withheld, exact),
    reasons: exact ? reasons : disclosable(bySets(reasons)),
  };
}

function told(people: number, exact: boolean): number | { fewerThan: number } {
  if (exact) return people;
  return people < LEAST_PEOPLE ? { fewerThan: LEAST_PEOPLE } : fullTens(people);
}

/** Each patient has one reason here. */
function bySets(reasons: PurposeCoverage['reasons']): Map<number, number> {
  return new Map(
    Object.entries(reasons).map(([reason, patients]) => [1 << (REASON[reason as WithheldReason] - 1), patients]),
  );
}
