import {
  accessRequest,
  type DatasetId,
  type Explanation,
  explainAccess,
  type GatewayClient,
  isCustosError,
} from '../../client/index.ts';
import { factsOf, type UseOfData } from './use-of-data.ts';

/** How many people one would get now: a number only where one may be told, and else why there is none. */
export type Estimate =
  | { readonly state: 'about'; readonly patients: number; readonly items: number; readonly more: readonly string[] }
  /** Fewer than ten, or none: the two are never told apart. */
  | { readonly state: 'few'; readonly more: readonly string[] }
  /** A condition is open, named by its code. */
  | { readonly state: 'review'; readonly open: readonly string[]; readonly words: readonly string[] }
  | { readonly state: 'unknown'; readonly why: Unknown; readonly reason?: string; readonly words: readonly string[] };

type Unknown = 'noPermit' | 'refused' | 'limited' | 'away' | 'ledger' | 'other';

/** Asks the gateway; what it cannot answer is an estimate, too. */
export async function estimate(
  gateway: GatewayClient,
  dataset: DatasetId,
  use: UseOfData & { readonly purpose: number; readonly permit?: number | undefined },
): Promise<Estimate> {
  const { purpose, permit } = use;
  const wanted = { dataset, purpose, facts: factsOf(use), ...(permit === undefined ? {} : { permit }) };
  try {
    return estimateOf(await explainAccess(gateway, await accessRequest(gateway, wanted)));
  } catch (error) {
    return { state: 'unknown', why: whyOf(error), words: error instanceof Error ? [error.message] : [] };
  }
}

export function estimateOf({ outcome, reason, released, patients, undeclared = [], words }: Explanation): Estimate {
  if (outcome !== 'refused') {
    return patients === undefined || patients === 0
      ? { state: 'few', more: undeclared }
      : { state: 'about', patients, items: released, more: undeclared };
  }
  if (reason === 'purpose-needs-review') return { state: 'review', open: undeclared, words };
  if (reason === 'nothing-covered') return { state: 'few', more: undeclared };
  const why = reason === 'no-permit' || reason === 'purpose-not-permitted' ? 'noPermit' : 'refused';
  return { state: 'unknown', why, ...(reason === undefined ? {} : { reason }), words };
}

function whyOf(error: unknown): Unknown {
  if (isCustosError(error, 'RATE_LIMITED')) return 'limited';
  if (isCustosError(error, 'GATEWAY_UNREACHABLE')) return 'away';
  if (isCustosError(error, 'LEDGER_UNREACHABLE', 'LEDGER_LAGGING', 'LEDGER_FORKED')) return 'ledger';
  return 'other';
}
