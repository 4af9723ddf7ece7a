import type { ImportOrder } from '../../client/index.ts';

/** On this computer, or on the gateway's. */
export type Place = 'here' | 'there';

export interface ImportDraft {
  readonly place?: Place;
  readonly kind?: 'fhir' | 'files';
  readonly path: string;
  readonly map: string;
  readonly shared?: 'yes' | 'no';
  readonly system: string;
  readonly options: readonly string[];
}

export const NOTHING_SAID: ImportDraft = { path: '', map: '', system: '', options: [] };

export const OPTIONS = ['skipInvalid', 'practitioners', 'acceptMerged', 'acceptCorrected', 'acceptAlike'] as const;

/** As the words of the pages, and the command, call them. */
export const OPTION_NAMES = {
  skipInvalid: 'skip-invalid',
  practitioners: 'practitioners',
  acceptMerged: 'accept-merged',
  acceptCorrected: 'accept-corrected',
  acceptAlike: 'accept-alike',
} as const satisfies Readonly<Record<(typeof OPTIONS)[number], string>>;

export type ImportPart = 'send.drop' | 'path' | 'kind' | 'shared';

/** What somebody has not said yet. */
export function openParts({ place, path, kind, shared }: ImportDraft, hasFiles: boolean): ImportPart[] {
  const isThere = place === 'there';
  return [
    ...(!isThere && !hasFiles ? (['send.drop'] as const) : []),
    ...(isThere && path.trim() === '' ? (['path'] as const) : []),
    ...(kind === undefined ? (['kind'] as const) : []),
    ...(kind === 'files' && shared === undefined ? (['shared'] as const) : []),
  ];
}

/** Undefined while something was not said of how it is read. */
export function orderOf(
  { kind, map, shared, system, options }: ImportDraft,
  source: { readonly path: string } | { readonly upload: string },
): ImportOrder | undefined {
  if (kind === undefined || (kind === 'files' && shared === undefined)) return undefined;
  const chosen = Object.fromEntries(OPTIONS.map((option) => [option, options.includes(option)]));
  const ofFiles = { shared: shared === 'yes', ...(map.trim() ? { subjects: map.trim() } : {}) };
  return {
    kind,
    ...source,
    ...chosen,
    ...(kind === 'files' ? ofFiles : {}),
    ...(system.trim() ? { identifierSystem: system.trim() } : {}),
  };
}
