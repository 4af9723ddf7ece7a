import type { AccessLog } from '../access-log/access-log.ts';
import type { EntryFacts } from '../access-log/draft.ts';
import { affects } from '../consent/affects.ts';
import { type Asker, decide, type Question } from '../consent/decide.ts';
import type { Decision, Refused, Release } from '../consent/decision.ts';
import { decisionCells } from '../consent/decision-cells.ts';
import { type Explanation, explain } from '../consent/explain.ts';
import { coarseCounts, type Withheld } from '../consent/reasons.ts';
import type { Diseases } from '../consent/use.ts';
import { toHex, utf8Decode } from '../core/bytes.ts';
import type { Interruption } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { encodeEvidence } from '../core/evidence.ts';
import type { DatasetId, Digest, LogId } from '../core/ids.ts';
import type { AccessRequest } from '../core/request.ts';
import type { Vault } from '../vault/vault.ts';
import { type Authenticator, checkTime } from './auth/authenticate.ts';
import type { Caller } from './caller.ts';
import type { ContentStream } from './content-stream.ts';
import { type LedgerState, revocationOf } from './ledger-state.ts';
import type { Metrics } from './metrics.ts';
import { itemLine, type PreparedRelease, prepareRelease, type SequencedRelease, sequenceRelease } from './release.ts';
import { requireReleasing, requireStanding } from './rights.ts';
import { signerCells } from './signer-cells.ts';
import { candidatesOf, type OpenVersion, type StoredVersions } from './stored-versions.ts';

/** Items of one release. */
export const MAX_RELEASE_ITEMS = 4_096;
/** Decisions in a row that a revocation or a newer block overtook before a request is sent away. */
const MAX_ATTEMPTS = 32;
/** Item records opened at once while streaming. */
const RECORDS_AHEAD = 64;
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface AccessDeps {
  readonly vault: Vault;
  readonly versions: StoredVersions;
  readonly state: LedgerState;
  readonly log: AccessLog;
  readonly logId: LogId;
  readonly metrics: Metrics;
  readonly ledger: string;
  readonly gateway: string;
  readonly authenticator: Authenticator;
}

/** Without an ontology a disease is only itself. */
const NO_ONTOLOGY: Diseases = { ancestors: () => new Set() };

/** Who asks for what; `isFirst` until the request has an entry in the log. */
interface Asked {
  readonly caller: Caller;
  readonly request: AccessRequest;
  readonly isFirst: boolean;
}

/** A release that is in the log, with what its stream needs. */
interface Logged {
  readonly seq: number;
  readonly receipt: Uint8Array;
  readonly decision: Release;
  readonly prepared: PreparedRelease;
  readonly rows: SequencedRelease;
  /** Up to its last item; what the rest of the decision withheld is decided anew. */
  readonly withheld: Withheld;
  readonly entry: EntryFacts;
  readonly running: Running;
}

/** A release from the moment that it has a place in the log until its last byte is handed on. */
interface Running {
  readonly decision: Release;
  readonly count: number;
  /** Position of the first item that is not sent completely. */
  position: number;
  /** A revocation concerns what is left. */
  revoked: boolean;
  interrupt?: (why: Interruption) => void;
}

/** An item that is about to be sent as its own bytes. */
export interface OpenItem {
  readonly receipt: Uint8Array;
  readonly size: number;
  readonly mediaType: string;
  readonly line: ReturnType<typeof itemLine>;
}

/** Decides, logs and serves: nothing leaves before the entry that releases it is durable. */
export class Access {
  readonly #deps: AccessDeps;
  readonly #running = new Set<Running>();
  #idle: (() => void)[] = [];

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    deps.log.subscribe({
      durable: (revocation) => {
        for (const stream of this.#running) {
          const part = { from: stream.position, until: stream.count };
          if (!affects(deps.state.index, revocationOf(revocation), stream.decision, part)) continue;
          stream.revoked = true;
          stream.interrupt?.('revoked');
        }
      },
    });
  }

  /** Whether the ledger has the dataset: of any other there is nothing to learn. */
  knows(dataset: DatasetId): boolean {
    return this.#deps.state.directory.datasets.has(dataset);
  }

  /** What the request would get now. Nothing is released or logged. */
  async decide(caller: Caller, request: AccessRequest): Promise<Decision> {
    requireReleasing(this.#deps.state);
    const version = await this.#version(request);
    return version ? this.#decision(caller, request, version, candidatesOf(request, version)) : this.#notHeld();
  }

  /** Why it would be decided so, and what would have to change. Throws NOT_FOUND for a version that is not held. */
  async explain(caller: Caller, request: AccessRequest): Promise<Explanation> {
    requireReleasing(this.#deps.state);
    const version = await this.#version(request);
    if (!version) throw new CustosError('NOT_FOUND', this.#notHeld().detail);
    return explain(this.#deps.state.index, this.#question(caller, request, version, candidatesOf(request, version)));
  }

  /** Serves a request as a series of releases, each decided anew and held to session, account and membership as the
   *  first was. Throws ACCESS_REFUSED, logged, where nothing may leave, and where nothing more may because of the
   *  requester: what one person's choice withholds is left out. Throws SESSION_EXPIRED or SESSION_INVALID once the session
   *  is over: then nobody is proven to ask, and nothing is logged. */
  async stream(caller: Caller, request: AccessRequest, stream: ContentStream): Promise<void> {
    const version = await this.#version(request);
    if (!version) throw await this.#refusal({ caller, request, isFirst: true }, this.#notHeld());
    const candidates = candidatesOf(request, version);
    const end = { releases: 0, items: 0, withheld: {} as Withheld };
    for (let rest = candidates, last = false; !last; ) {
      const isFirst = end.releases === 0;
      const logged = await this.#release({ caller, request, isFirst }, version, rest);
      if ('reason' in logged) {
        const refusal = await this.#refusal({ caller, request, isFirst }, logged);
        if (isFirst || logged.reason !== 'nothing-covered') throw refusal;
        end.withheld = sum(end.withheld, logged.withheld);
        break;
      }
      if (isFirst) stream.begin(200, { 'Content-Type': 'application/x-ndjson' });
      await this.#send(logged, version, stream);
      const { items } = logged.prepared;
      end.releases++;
      end.items += items.length;
      end.withheld = sum(end.withheld, logged.withheld);
      last = logged.decision.items.length === items.length;
      rest = numbers(candidates, version, (items.at(-1) ?? 0) + 1);
    }
    await stream.line({ end: { ...end, withheld: coarseCounts(end.withheld) } });
    stream.end();
  }

  /** One item as its own bytes; `begin` runs when the release is durable, before the first byte. */
  async item(
    caller: Caller,
    request: AccessRequest,
    stream: ContentStream,
    begin: (item: OpenItem) => void,
  ): Promise<void> {
    const version = await this.#version(request);
    if (!version) throw await this.#refusal({ caller, request, isFirst: true }, this.#notHeld());
    const asked = { caller, request, isFirst: true };
    const logged = await this.#release(asked, version, request.items ?? []);
    if ('reason' in logged) throw await this.#refusal(asked, logged);
    const [index] = logged.prepared.items;
    if (index === undefined) throw new CustosError('ITEM_UNKNOWN', 'Name one item.');
    await this.#during(logged, stream, async () => {
      const record = await this.#deps.vault.itemRecord(version.volume, index);
      const { size, mediaType } = record.leaf;
      begin({ receipt: logged.receipt, size, mediaType, line: itemLine(version, record, logged.rows, 0) });
      const range = request.ranges?.[0];
      const options = range ? { range: { from: range[0], to: Math.min(range[1] + 1, size) } } : {};
      for await (const bytes of this.#deps.vault.readItem(version.volume, index, options)) await stream.write(bytes);
    });
    stream.end();
  }

  /** Resets what is being sent. */
  interrupt(): void {
    for (const { interrupt } of this.#running) interrupt?.('failed');
  }

  /** Resolves once nothing is being sent, and what was cut off stands in the log. */
  async settled(): Promise<void> {
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Decides and logs, anew where a revocation or a newer block came between. */
  async #release(
    asked: Asked,
    version: OpenVersion,
    candidates: readonly number[] | undefined,
  ): Promise<Logged | Refused> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      requireReleasing(this.#deps.state);
      const { caller, request } = asked;
      const unfit = this.#unfit(asked);
      if (unfit !== undefined) return unfit;
      const mark = this.#deps.log.revocationMark();
      const decision = this.#decision(caller, request, version, candidates);
      if (decision.outcome === 'refused') return decision;
      const last = decision.items[MAX_RELEASE_ITEMS - 1];
      const isCut = last !== undefined && decision.items.length > MAX_RELEASE_ITEMS;
      const decided = isCut ? numbers(candidates, version, 0, last + 1) : candidates;
      const { withheld } = isCut ? this.#decision(caller, request, version, decided) : decision;
      await this.#confirm(asked, decision);
      const logged = await this.#append(asked, version, decision, mark);
      if (logged) return { ...logged, withheld };
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
      const cells = decisionCells(on, decision, Math.min(decision.items.length, MAX_RELEASE_ITEMS));
      return 'subject' in asker ? [...cells, ...signerCells(keccak, directory, caller.address)] : cells;
    });
  }

  #decision(
    caller: Caller,
    request: AccessRequest,
    version: OpenVersion,
    candidates: readonly number[] | undefined,
  ): Decision {
    return decide(this.#deps.state.index, this.#question(caller, request, version, candidates));
  }

  #question(
    caller: Caller,
    request: AccessRequest,
    version: OpenVersion,
    candidates: readonly number[] | undefined,
  ): Question {
    return {
      asker: askerOf(caller, request),
      request,
      view: version.decisionView,
      ...(candidates === undefined ? {} : { candidates }),
      acknowledged: this.#deps.state.acknowledged,
      diseases: NO_ONTOLOGY,
      now: Date.now(),
    };
  }

  async #append(
    asked: Asked,
    version: OpenVersion,
    decision: Release,
    mark: number,
  ): Promise<Omit<Logged, 'withheld'> | undefined> {
    const { vault, log, logId, state, metrics } = this.#deps;
    const { caller, request } = asked;
    const count = Math.min(decision.items.length, MAX_RELEASE_ITEMS);
    const items = Array.from(decision.items.subarray(0, count));
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
    const running: Running = { decision, count, position: 0, revoked: false };
    let rows: SequencedRelease | undefined;
    const appending = log.append({
      block: { height: decision.block.height, hash: decision.block.hash },
      decision: {
        after: mark,
        concerns: (revocation) => affects(state.index, revocationOf(revocation), decision, { from: 0, until: count }),
      },
      // From its place in the log on, revocations find the release: one may become durable with it.
      build: (seq, time) => {
        this.#checkSession(asked, time);
        this.#running.add(running);
        rows = sequenceRelease(prepared, logId, seq);
        const entry = { ...facts, rows: { root: toHex(rows.tree.root()) as Digest, count } };
        return { entry, evidence, attachment: prepared.record };
      },
    });
    const result = await appending.catch((error) => {
      this.#ended(running);
      throw error;
    });
    if (result.kind === 'stale') await state.reached(result.block.height).catch(() => undefined);
    if (result.kind !== 'appended' || rows === undefined) {
      this.#ended(running);
      return undefined;
    }
    metrics.releases.inc({ outcome: decision.outcome });
    metrics.itemsReleased.inc(count);
    return { seq: result.seq, receipt: result.receipt, decision, prepared, rows, entry: facts, running };
  }

  async #send(logged: Logged, version: OpenVersion, stream: ContentStream): Promise<void> {
    const { vault } = this.#deps;
    const { items } = logged.prepared;
    await this.#during(logged, stream, async (running) => {
      await stream.line({ release: { receipt: utf8Decode(logged.receipt), seq: logged.seq, count: items.length } });
      for (let at = 0; at < items.length; at += RECORDS_AHEAD) {
        const records = await vault.itemRecords(version.volume, items.slice(at, at + RECORDS_AHEAD));
        for (const [i, record] of records.entries()) {
          if (record === null) throw new CustosError('KEY_SHREDDED', 'A subject was erased during the release.');
          await stream.line(itemLine(version, record, logged.rows, at + i));
          for await (const bytes of vault.readItem(version.volume, record.index)) {
            await stream.line({ data: Buffer.from(bytes).toString('base64') });
          }
          running.position = at + i + 1;
        }
      }
    });
  }

  /** Runs a release's sending within `maxRelease`, where revocations can reach it; whatever cuts it off is logged. */
  async #during(logged: Logged, stream: ContentStream, send: (running: Running) => Promise<void>): Promise<void> {
    const { running } = logged;
    running.interrupt = (why) => stream.interrupt(why);
    const allowed = Math.min(this.#deps.state.policy.maxRelease * 1000, MAX_TIMER_MS);
    const deadline = setTimeout(() => stream.interrupt('overdue'), allowed);
    try {
      if (running.revoked) stream.interrupt('revoked');
      await send(running);
    } catch (error) {
      stream.interrupt('failed');
      await this.#interrupted(logged, running.position, stream.interruption ?? 'failed');
      // That somebody was erased just now is nobody's business.
      throw isCustosError(error, 'KEY_SHREDDED') ? overtaken() : error;
    } finally {
      clearTimeout(deadline);
      this.#ended(running);
    }
  }

  #ended(running: Running): void {
    this.#running.delete(running);
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #interrupted({ entry, seq }: Logged, itemsSent: number, reason: Interruption): Promise<void> {
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

  /** Whether the session lives, and its proof is of now, when an entry is given its place: that is what an auditor holds
   *  the entry's time to. */
  #checkSession({ caller, isFirst }: Asked, time: number): void {
    const { authenticator, log } = this.#deps;
    // No proof of now fits such an entry: that is nothing of the session's.
    if (isFirst && log.aheadMs > authenticator.clockSkew()) throw datedAhead(log.aheadMs);
    authenticator.sessions.check(caller.session, time);
    if (isFirst) checkTime(authenticator, caller.proof, time);
  }

  /** A refusal where the account does not stand any more for who asked: rotated, suspended, or a signer that ended. */
  #unfit({ caller, request }: Asked): Refused | undefined {
    const { authenticator, state } = this.#deps;
    const asker = askerOf(caller, request);
    const { member, subject } = authenticator.whois(caller.address);
    if ('member' in asker ? member === asker.member : subject === asker.subject) return undefined;
    const detail = 'The account that signed in no longer acts for who asked. Sign in with one that does.';
    return { outcome: 'refused', reason: 'not-a-member', detail, block: state.index.block, withheld: {} };
  }

  /** Logs the refusal, and gives the error that tells the requester. */
  async #refusal(asked: Asked, refused: Refused): Promise<CustosError> {
    const { log, state, metrics, authenticator } = this.#deps;
    const { caller, request } = asked;
    const { rows: _, ...said } = entryFacts(caller, request, refused);
    const build = (_: number, time: number) => {
      this.#checkSession(asked, time);
      // An account that was rotated away is all that the session proves: it is named itself.
      const isOwn = authenticator.whois(caller.address).member === caller.member;
      const facts = said.requester === undefined || isOwn ? said : { ...said, requester: caller.address };
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

  async #version(request: AccessRequest): Promise<OpenVersion | undefined> {
    const { ledger, gateway, versions } = this.#deps;
    if (request.ledger !== ledger || request.gateway !== gateway) {
      throw new CustosError(
        'INPUT_INVALID',
        `The request is for another ledger or gateway; this is gateway ${gateway} of ${ledger}.`,
      );
    }
    if (request.delivery === 'sealed')
      throw new CustosError(
        'INPUT_INVALID',
        'This gateway does not seal to a recipient’s key. Ask for delivery `download`.',
      );
    if (request.ranges && request.items?.length !== 1)
      throw new CustosError('INPUT_INVALID', 'A range is of one item. Name it in `items`.');
    return versions.find(request.dataset, request.version);
  }

  #notHeld(): Refused {
    const detail = 'This gateway holds no such version. Ask for one that it lists.';
    return {
      outcome: 'refused',
      reason: 'dataset-not-released',
      detail,
      block: this.#deps.state.index.block,
      withheld: {},
    };
  }
}

/** A subject that names no purpose and no permit reads its own data; all else is asked as a member. */
export function askerOf(caller: Caller, request: AccessRequest): Asker {
  if (caller.subject !== undefined && request.purpose === undefined && request.permit === undefined)
    return { subject: caller.subject };
  if (caller.member !== undefined) return { member: caller.member };
  throw new CustosError('FORBIDDEN', 'Only members ask for others’ data; a patient’s own is at `/v1/me/data`.');
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

/** The candidates, or without any all items of the version, from `from` to before `until`. */
function numbers(
  candidates: readonly number[] | undefined,
  { view }: OpenVersion,
  from: number,
  until = view.items,
): readonly number[] {
  if (candidates !== undefined) return candidates.filter((item) => item >= from && item < until);
  return Array.from({ length: until - from }, (_, i) => from + i);
}

function sum(one: Withheld, other: Withheld): Withheld {
  const reasons = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Withheld>;
  return Object.fromEntries([...reasons].map((reason) => [reason, (one[reason] ?? 0) + (other[reason] ?? 0)]));
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

function overtaken(): CustosError {
  return new CustosError('UNAVAILABLE', 'Consents change faster than the request can be decided. Try again.');
}
