import { isCustosError } from '../../../client/index.ts';

/** Refusals after which nothing of the version may be kept, whatever the request declared. */
const OVER = ['not-a-member', 'permit-inactive', 'dataset-not-released', 'nothing-covered'] as const;
export type Over = (typeof OVER)[number];

export function isOver(error: unknown): boolean {
  return overBy(error) !== undefined;
}

/** Why nothing of the version may be kept; undefined where some may. */
export function overBy(error: unknown): Over | undefined {
  return isCustosError(error, 'ACCESS_REFUSED') ? OVER.find((one) => one === error.details['reason']) : undefined;
}
