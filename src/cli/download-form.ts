import { CustosError } from '../core/errors.ts';
import { counted } from './counted.ts';
import type { DownloadStore } from './download-store.ts';

/** Refuses to go on in a directory whose items of FHIR all lie there in the other form: whoever reads one form would miss half
 *  of the data. INPUT_INVALID. One that holds both already can only be gone on with. */
export function requireOneForm({ forms }: Pick<DownloadStore, 'forms'>, directory: string, isSplit: boolean): void {
  const [same, other] = isSplit ? [forms.alone, forms.merged] : [forms.merged, forms.alone];
  if (same > 0 || other === 0) return;
  const there = isSplit ? 'one file for each FHIR type' : 'one file for each item';
  const wanted = isSplit ? 'one file for each item' : 'one file for each FHIR type';
  throw new CustosError(
    'INPUT_INVALID',
    `${directory} holds ${counted(other, 'item')} of this version as ${there}. To go on with that, give the same command ${isSplit ? 'without' : 'with'} --split. For ${wanted}, name another directory with --out. Nothing was fetched, and nothing there was changed.`,
  );
}

/** A sentence on a directory that holds items of FHIR in both forms; nothing on any other. */
export function formWords({ merged, alone }: DownloadStore['forms'], directory: string): string[] {
  if (merged === 0 || alone === 0) return [];
  return [
    `${directory} holds FHIR in two forms: ${counted(merged, 'item')} in files of one type, ${counted(alone, 'item')} in files of their own; items.ndjson says where each is. To have one form, fetch into another directory.`,
  ];
}
