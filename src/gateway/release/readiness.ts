import type { AccessLog } from '../../access-log/access-log.ts';
import { CustosError } from '../../core/errors.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireReleasing } from '../ledger/rights.ts';
import { datedAhead } from './release-log.ts';

/** Whether releases can be made, and in sentences what stands in the way. */
export interface Readiness {
  readonly ready: boolean;
  readonly obstacles: readonly string[];
}

export function readinessOf(state: LedgerState, log: AccessLog): Readiness {
  const obstacles: string[] = [];
  try {
    requireReleasing(state);
  } catch (error) {
    obstacles.push(error instanceof CustosError ? error.message : 'The ledger’s state is unknown.');
  }
  if (log.damage) obstacles.push(log.damage.message);
  if (log.failure) obstacles.push(log.failure.message);
  if (log.aheadMs > state.policy.clockSkew * 1000) obstacles.push(datedAhead(log.aheadMs).message);
  if (ageOf(log.oldestUnanchored()) > state.policy.maxUnanchored * 1000) {
    obstacles.push('Entries wait too long to be anchored on chain, so nothing is released.');
  }
  return { ready: obstacles.length === 0, obstacles };
}

/** In ms; 0 for nothing. */
export function ageOf(time: number | undefined): number {
  return time === undefined ? 0 : Math.max(0, Date.now() - time);
}
