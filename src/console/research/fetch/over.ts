import { isCustosError } from '../../../client/index.ts';

/** Refusals after which nothing of the version may be kept, whatever the request declared. */
const OVER: ReadonlySet<unknown> = new Set([
  'not-a-member',
  'permit-inactive',
  'dataset-not-released',
  'nothing-covered',
]);

export function isOver(error: unknown): boolean {
  return isCustosError(error, 'ACCESS_REFUSED') && OVER.has(error.details['reason']);
}
