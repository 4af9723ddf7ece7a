import type { AccessLog } from '../../access-log/access-log.ts';
import type { EntryFacts } from '../../access-log/draft.ts';
import { affects } from '../../consent/affects.ts';
import { decide, type Question } from '../../consent/decide.ts';
import type { Decision, Refused, Release } from '../../consent/decision.ts';
import { decisionCells } from '../../consent/decision-cells.ts';
import { type Explanation, explain } from '../../consent/explain.ts';
import { coarseCounts } from '../../consent/reasons.ts';
import type { Diseases } from '../../consent/use.ts';
import { toHex } from '../../core/bytes.ts';
import type { Duty } from '../../core/duties.ts';
import type { Interruption } from '../../core/entry.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { encodeEvidence } from '../../core/evidence.ts';
import type { Digest, LogId } from '../../core/ids.ts';
import type { AccessRequest } from '../../core/request.ts';
import { accountOf } from '../../core/signer.ts';
import type { Vault } from '../../vault/vault.ts';
import { type Authenticator, checkTime } from '../auth/authenticate.ts';
import type { Caller } from '../auth/caller.ts';
import { hasDuty, requireDuty } from '../auth/duties.ts';
import type { Metrics } from '../http/metrics.ts';
import { type LedgerState, revocationOf } from '../ledger/ledger-state.ts';
import type { PermitPersons } from '../ledger/permit-persons.ts';
import { requireReleasing, requireStanding } from '../ledger/rights.ts';
import { sessionKeyCells, signerCells } from '../ledger/signer-cells.ts';
import { type Asked, askerOf } from './asked.ts';
import { type PreparedRelease, prepareRelease, type SequencedRelease, sequenceRelease } from './release.ts';
import type { Running, RunningReleases } from './running-releases.ts';

/** Decisions in a row that a revocation or a newer block overtook before a request is sent away. */
const MAX_ATTEMPTS = 32;

/** Of the organisation's own persons, at each release of a series anew. */
const RELEASE_DUTIES: readonly Duty[] = ['researcher'];

/** Without an ontology a disease is only itself. */
export const NO_ONTOLOGY: Diseases = { ancestors: () => new Set() };

/** A release that is in the log, with what its stream needs. */
export interface Logged {
  readonly seq: number;
  readonly receipt: Uint8Array;
  readonly decision: Release;
  readonly prepared: PreparedRelease;
  readonly rows: SequencedRelease;
  readonly entry: EntryFacts;
  readonly running: Running;
}

export interface ReleaseLogDeps {
  readonly persons: PermitPersons;
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly log: AccessLog;
  readonly logId: LogId;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
}

/** Decides, and writes what was decided: nothing is handed on before its entry is durable. */
export class ReleaseLog {
  readonly #deps: ReleaseLogDeps;
  readonly #running: RunningReleases;

  constructor(deps: ReleaseLogDeps, running: RunningReleases) {
    this.#deps = deps;
    this.#running = running;
  }

  /** What would be released now. Nothing is written. */
  decide(asked: Asked): Decision {
    return decide(this.#deps.state.index, this.#question(asked));
  }

  /** Why it would be decided so, and what would have to change. */
  explain(asked: Asked): Explanation {
    return explain(this.#deps.state.index, this.#question(asked));
  }

  /** Decides and logs the first items, at most so many, anew where a revocation or a newer block came between. */
  async release(asked: Asked, most: number): Promise<Logged | Refused> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      requireReleasing(this.#deps.state);
      const unfit = this.#unfit(asked);
      if (unfit !== undefined) return unfit;
      const mark = this.#deps.log.revocationMark();
      const decision = decide(this.#deps.state.index, { ...this.#question(asked), most });
      if (decision.outcome === 'refused') return decision;
      await this.#confirm(asked, decision);
      const logged = await this.#append(asked, decision, mark);
      if (logged) return logged;
    }
    throw overtaken();
  }

  /** Throws LEDGER_INCOMPLETE where the decision rests on what the state of its block does not say. Costs nothing where
   *  receipts prove the events. */
  async #confirm({ caller, request }: Asked, decision: Release): Promise<void> {
    const { state } = this.#deps;
    await state.confirm(() => {
      const { index, reader, directory } = state;
      const { keccak, ledger } = reader;
      const { dataset, version } = request;
      const asker = askerOf(caller, request);
      const requester = 'member' in asker ? asker.member : undefined;
      const on = { index, keccak, membership: ledger.membership, dataset, version, requester };
      const cells = decisionCells(on, decision);
      const { signer, vouched } = caller.session;
      if ('subject' in asker) return [...cells, ...signerCells(keccak, directory, signer)];
      return vouched === undefined ? cells : [...cells, ...sessionKeyCells(keccak, directory, vouched)];
    });
  }

  async #append(asked: Asked, decision: Release, mark: number): Promise<Logged | undefined> {
    const { vault, log, logId, state, metrics } = this.#deps;
    const { caller, request, version } = asked;
    const items = Array.from(decision.items);
    const count = items.length;
    const grantAt = (position: number) => {
      const [subject, grant] = [decision.subjectAt(position), decision.grantAt(position)];
      if (subject === undefined || grant === undefined) return undefined;
      return { grant, place: state.directory.placeOf(subject, grant) };
    };
    const preparing = prepareRelease(vault, request.dataset, version, items, grantAt);
    const prepared = await preparing.catch((error) => {
      if (isCustosError(error, 'KEY_SHREDDED')) return undefined;
      throw error;
    });
    if (!prepared) return undefined;
    const facts = entryFacts(caller, request, decision);
    const evidence = requestEvidence(caller, request);
    const running: Running = { decision, count, position: 0, whyOver: () => this.#whyOver(asked) };
    let rows: SequencedRelease | undefined;
    const appending = log.append({
      block: { height: decision.block.height, hash: decision.block.hash },
      decision: {
        after: mark,
        concerns: (revocation) => affects(state.index, revocationOf(revocation), decision),
      },
      // From its place in the log on, revocations find the release: one may become durable with it.
      build: (seq, time) => {
        this.#checkSession(asked, time);
        this.#running.begin(running);
        rows = sequenceRelease(prepared, logId, seq);
        const entry = { ...facts, rows: { root: toHex(rows.tree.root()) as Digest, count } };
        return { entry, evidence, attachment: prepared.record };
      },
    });
    const result = await appending.catch((error) => {
      this.#running.end(running);
      throw error;
    });
    if (result.kind === 'stale') await state.reached(result.block.height).catch(() => undefined);
    if (result.kind !== 'appended' || rows === undefined) {
      this.#running.end(running);
      return undefined;
    }
    metrics.releases.inc({ outcome: decision.outcome });
    metrics.itemsReleased.inc(count);
    return { seq: result.seq, receipt: result.receipt, decision, prepared, rows, entry: facts, running };
  }

  #question({ caller, request, version, candidates, from }: Asked): Question {
    return {
      asker: askerOf(caller, request),
      request,
      view: version.decisionView,
      ...(candidates === undefined ? {} : { candidates }),
      persons: (list) => this.#deps.persons.of(list),
      from,
      acknowledged: this.#deps.state.acknowledged,
      diseases: NO_ONTOLOGY,
      now: Date.now(),
    };
  }

  /** Writes that a release was cut off, after how many items, and why. */
  async interrupted({ entry, seq }: Logged, itemsSent: number, reason: Interruption): Promise<void> {
    const { log, metrics } = this.#deps;
    metrics.releases.inc({ outcome: 'interrupted' });
    const { basis: _, ...facts } = entry;
    await log.append({
      build: () => ({
        entry: { ...facts, kind: 'release', outcome: 'interrupted', reason, of: seq },
        evidence: encodeEvidence({ v: 1, kind: 'interruption', itemsSent }),
      }),
    });
  }

  /** Whether the session lives, the organisation's own person still has the duty, and the proof is of now, when an entry is given its
   *  place: that is what an auditor holds the entry's time to. */
  #checkSession({ caller, isFirst }: Pick<Asked, 'caller' | 'isFirst'>, time: number): void {
    const { authenticator, log } = this.#deps;
    // No proof of now fits such an entry: that is nothing of the session's.
    if (isFirst && log.aheadMs > authenticator.clockSkew()) throw datedAhead(log.aheadMs);
    authenticator.sessions.check(caller.session, time);
    requireDuty(authenticator.staff, caller.session, RELEASE_DUTIES);
    if (isFirst) checkTime(authenticator, caller.proof, time);
  }

  /** Why nothing more may go to whoever asked: the session or the duty was taken from it. A patient whose own say was taken by the
   *  hospital, signed out or not, is not told from one whose connection broke: whoever has its device reads the log, too. */
  #whyOver({ caller, request }: Asked): Interruption | undefined {
    const { sessions, staff, whois } = this.#deps.authenticator;
    const { session } = caller;
    const asker = askerOf(caller, request);
    if ('subject' in asker && whois(session).subject !== asker.subject) return 'failed';
    return hasDuty(staff, session, RELEASE_DUTIES) && !sessions.isEnded(session) ? undefined : 'ended';
  }

  /** A refusal where the account does not stand any more for who asked: rotated, suspended, or a signer that ended. */
  #unfit({ caller, request }: Asked): Refused | undefined {
    const { authenticator, state } = this.#deps;
    const asker = askerOf(caller, request);
    const { member, subject } = authenticator.whois(caller.session);
    if ('member' in asker ? member === asker.member : subject === asker.subject) return undefined;
    const detail = 'The account that signed in no longer acts for who asked. Sign in with one that does.';
    return { outcome: 'refused', reason: 'not-a-member', detail, block: state.index.block, withheld: {} };
  }

  /** Logs the refusal, and gives the error that tells the requester. */
  async refuse(asked: Pick<Asked, 'caller' | 'request' | 'isFirst'>, refused: Refused): Promise<CustosError> {
    const { log, state, metrics, authenticator } = this.#deps;
    const { caller, request } = asked;
    const { rows: _, ...said } = entryFacts(caller, request, refused);
    const build = (_: number, time: number) => {
      this.#checkSession(asked, time);
      // An account that was rotated away is all that the session proves: it is named itself.
      const isOwn = authenticator.whois(caller.session).member === caller.member;
      // A person's session proves the organisation, whatever its account is by now.
      const account = caller.person === undefined ? accountOf(caller.signer) : undefined;
      const isNamed = said.requester === undefined || isOwn || account === undefined;
      const facts = isNamed ? said : { ...said, requester: account };
      return { entry: { ...facts, reason: refused.reason }, evidence: requestEvidence(caller, request) };
    };
    let { height, hash } = refused.block;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      requireStanding(state);
      const result = await log.append({ block: { height, hash }, build });
      if (result.kind === 'appended') {
        metrics.releases.inc({ outcome: 'refused' });
        return new CustosError('ACCESS_REFUSED', `Refused, as entry ${result.seq} of the log: ${refused.detail}`, {
          details: { reason: refused.reason, seq: result.seq, ...coarseCounts(refused.withheld) },
        });
      }
      if (result.kind === 'stale') await state.reached(result.block.height);
      ({ height, hash } = state.index.block);
    }
    return overtaken();
  }
}

function entryFacts(caller: Caller, request: AccessRequest, decision: Decision): EntryFacts {
  const isSelf = decision.outcome === 'self' || !('member' in askerOf(caller, request));
  const about = {
    kind: 'release',
    outcome: decision.outcome,
    dataset: request.dataset,
    version: request.version,
    delivery: request.delivery,
  } as const;
  if (isSelf) return about;
  const permit = decision.permit ?? request.permit;
  return {
    ...about,
    ...(caller.member === undefined ? {} : { requester: caller.member }),
    ...(permit === undefined ? {} : { permit }),
    ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
    ...(decision.basis === undefined || decision.basis === 'consent' ? {} : { basis: decision.basis }),
  };
}

function requestEvidence({ session, proof }: Caller, request: AccessRequest): Uint8Array {
  return session.evidenceOf(proof.jws, request);
}

/** What stands in the way of releases where the log's last entry is dated so far after the clock, in ms. */
export function datedAhead(ms: number): CustosError {
  const seconds = Math.ceil(ms / 1000);
  return new CustosError(
    'UNAVAILABLE',
    `The log’s last entry is dated ${seconds} s after the gateway’s clock, which was set back or is wrong. Nothing is released until it has got there.`,
    { details: { seconds } },
  );
}

export function overtaken(): CustosError {
  return new CustosError('UNAVAILABLE', 'Consents change faster than the request can be decided. Try again.');
}
