import { type Dataset, newestVersion } from '../../client/index.ts';
import type { CatalogueSearch } from './routes.tsx';
import { purposesUnder } from './use-words.ts';

export const SIZES = ['small', 'middle', 'large', 'unknown'] as const;

/** The version that is released, else the last one. */
export function currentVersion(dataset: Dataset): Dataset['versions'][number] | undefined {
  const newest = newestVersion(dataset);
  return dataset.versions.find(({ version }) => version === newest) ?? dataset.versions.at(-1);
}

export function sizeOf(dataset: Dataset): (typeof SIZES)[number] {
  const items = currentVersion(dataset)?.items;
  if (items === undefined) return 'unknown';
  if (items < 1_000) return 'small';
  return items < 100_000 ? 'middle' : 'large';
}

export function yearOf(dataset: Dataset): string | undefined {
  const published = currentVersion(dataset)?.publishedAt;
  return published === undefined ? undefined : String(new Date(published * 1000).getUTCFullYear());
}

/** Whether a dataset fits what was chosen. `steward` is what its holder is called; one without a name here fits any text, and one whose
 *  kinds nobody here knows any kind. */
export function fits(
  dataset: Dataset,
  steward: string,
  search: CatalogueSearch,
  kinds?: Readonly<Record<string, number>>,
): boolean {
  const { text, purpose, size, year } = search;
  const said = `${dataset.name} ${dataset.description} ${steward}`.toLowerCase();
  const permission = currentVersion(dataset)?.permission ?? '';
  return (
    (text === undefined || dataset.name === '' || said.includes(text.toLowerCase())) &&
    (purpose === undefined || purposesUnder(permission).includes(purpose)) &&
    (size === undefined || sizeOf(dataset) === size) &&
    (year === undefined || yearOf(dataset) === year) &&
    (search.kind === undefined || kinds === undefined || Object.hasOwn(kinds, search.kind)) &&
    (search.steward === undefined || dataset.holder === search.steward)
  );
}
