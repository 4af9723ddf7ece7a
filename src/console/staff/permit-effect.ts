import type { DatasetVersion, PurposeCoverage } from '../../client/index.ts';

/** What of a permit that is not issued yet the decision holds to the dataset. */
export interface PlannedPermit {
  readonly attested: readonly string[];
  readonly identifiable?: 'yes' | 'no';
  readonly disease: string;
}

/** What keeps a permit from giving anything, whoever consented. */
export type Lack =
  | { readonly what: 'identifiable' | 'purpose' }
  | { readonly what: 'conditions'; readonly codes: readonly string[] }
  | { readonly what: 'disease' }
  /** For a reason that these pages do not know, in the gateway's words. */
  | { readonly what: 'other'; readonly detail: string };

/** Why nothing would be given under a permit: what the gateway's own decision says of its purpose and conditions (`refused` of the coverage
 *  that meets what it attests), and what the version says that is no matter of coverage. */
export function lacksOf(
  version: DatasetVersion,
  { attested, identifiable, disease }: PlannedPermit,
  decided: Pick<PurposeCoverage, 'refused'> | undefined,
): Lack[] {
  const { refused } = decided ?? {};
  const codes = demanded(version).filter((code) => !attested.includes(code));
  const isOpen = refused?.reason === 'purpose-needs-review';
  return [
    ...(version.identifiable && identifiable === 'no' ? [{ what: 'identifiable' } as const] : []),
    ...(refused?.reason === 'purpose-not-permitted' ? [{ what: 'purpose' } as const] : []),
    ...(isOpen && codes.length > 0 ? [{ what: 'conditions', codes } as const] : []),
    ...(demanded(version).includes('DS') && attested.includes('DS') && disease.trim() === ''
      ? [{ what: 'disease' } as const]
      : []),
    ...(refused !== undefined && refused.reason !== 'purpose-not-permitted' && !(isOpen && codes.length > 0)
      ? [{ what: 'other', detail: refused.detail } as const]
      : []),
  ];
}

/** Codes of the conditions that a permit attests, or nothing is given. */
export function demanded({
  permission,
  modifiers,
}: Pick<DatasetVersion, 'permission' | 'modifiers'>): readonly string[] {
  return permission === 'DS' ? ['DS', ...modifiers] : modifiers;
}
