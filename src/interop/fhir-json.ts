import type { Json } from '../core/canonical.ts';

export type JsonObject = { readonly [key: string]: Json };

export function asObject(value: Json | undefined): JsonObject | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The element itself, or its members where it repeats. */
export function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Json];
}

export function asText(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** All values at a dotted path, through lists. */
export function valuesAt(object: JsonObject, path: string): readonly Json[] {
  let values: readonly Json[] = [object];
  for (const step of path.split('.')) values = values.flatMap((value) => asList(asObject(value)?.[step]));
  return values;
}
