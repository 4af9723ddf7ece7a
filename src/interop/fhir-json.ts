import type { Json } from '../core/canonical.ts';

export type JsonObject = { readonly [key: string]: Json };

const NONE: readonly Json[] = [];

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

/** All values at a path, through lists. */
export function valuesAt(value: Json | undefined, path: readonly string[], step = 0): readonly Json[] {
  if (value === undefined || value === null) return NONE;
  if (Array.isArray(value)) {
    return value.length === 1 ? valuesAt(value[0], path, step) : value.flatMap((one) => valuesAt(one, path, step));
  }
  const name = path[step];
  if (name === undefined) return [value];
  return typeof value === 'object' ? valuesAt((value as JsonObject)[name], path, step + 1) : NONE;
}
