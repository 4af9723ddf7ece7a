import type { Entry } from '../../core/entry.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import type { AccessRequest } from '../../core/request.ts';
import type { Datasets } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { DeclaredUse } from './purposes.ts';

/** Everything above a MONDO id; undefined where that is not at hand. */
export type DiseaseSource = (disease: string) => ReadonlySet<string> | undefined;

/** What was declared, for every release that needs consent to its purpose. `request` is undefined where the evidence
 *  could not be read: purposes are then not decided. */
export function declaredUse(
  entry: Entry,
  at: At,
  request: AccessRequest | undefined,
  datasets: Datasets,
  parameters: PurposeParameters | undefined,
  diseases: DiseaseSource | undefined,
): DeclaredUse | undefined {
  if (request === undefined || entry.outcome !== 'released') return undefined;
  const { disease } = request.facts;
  const ancestors = disease === undefined ? undefined : diseases?.(disease);
  const attested = (entry.permit === undefined ? undefined : datasets.permit(entry.permit))?.attested ?? 0n;
  const now = at.seconds * 1000;
  return { purpose: entry.purpose ?? 0, facts: request.facts, attested, parameters, ancestors, now };
}
