import type { Entry } from '../../core/entry.ts';
import type { Digest, LogId } from '../../core/ids.ts';
import type { Problem } from '../decision/permit-decision.ts';
import type { Policy } from '../past/policies.ts';
import type { ProvenClaims } from './dpop.ts';

interface Use {
  readonly logId: LogId;
  readonly evidence: Digest;
  /** Of the last release under the proof. */
  time: number;
  /** A refusal ends the series; an act is none. */
  ended: boolean;
}

/** Where a proof stands, and under which policy. */
interface Standing {
  readonly entry: Entry;
  readonly logId: LogId;
  readonly policy: Policy;
}

/** Each proof counts once on a ledger, in time. It is known by its key, session (`ath`, which its gateway drew at random)
 *  and `jti`: a requester that signs one `jti` for two sessions does not make a gateway repeat anything. A large download
 *  is a series of releases under one proof: they share the evidence, stand in one log, and each begins while the one
 *  before it may still run. */
export class Replays {
  readonly #uses = new Map<string, Use>();

  admit(claims: ProvenClaims, { entry, logId, policy }: Standing): Problem | undefined {
    const id = `${claims.jkt} ${claims.ath} ${claims.jti}`;
    const skew = policy.clockSkew * 1000;
    const known = this.#uses.get(id);
    const ended = entry.outcome === 'refused' || entry.kind === 'act';
    if (known === undefined) {
      this.#uses.set(id, { logId, evidence: entry.evidence, time: entry.time, ended });
      // `iat` is in whole seconds.
      const late = entry.time - claims.iat * 1000 > skew + 1000;
      return late || claims.iat * 1000 - entry.time > skew
        ? { code: 'PROOF_STALE', message: 'The proof was made too long before or after the entry.' }
        : undefined;
    }
    const sameSeries = known.logId === logId && known.evidence === entry.evidence && !known.ended;
    const inTime = entry.time - known.time <= policy.maxRelease * 1000 + skew;
    known.time = entry.time;
    known.ended ||= ended;
    if (sameSeries && inTime) return undefined;
    return { code: 'PROOF_REPLAYED', message: 'The proof stands behind another entry already.' };
  }
}
