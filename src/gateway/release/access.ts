import type { Decision, Refused } from '../../consent/decision.ts';
import type { Explanation } from '../../consent/explain.ts';
import { coarseCounts, type Withheld } from '../../consent/reasons.ts';
import { utf8Decode } from '../../core/bytes.ts';
import {
  CONTENT_START,
  CONTENT_TYPE,
  dataHead,
  encodeEnd,
  encodeItem,
  encodeRelease,
  encodeRows,
} from '../../core/content-frame.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { DatasetId } from '../../core/ids.ts';
import type { AccessRequest } from '../../core/request.ts';
import type { Caller } from '../auth/caller.ts';
import type { ContentStream } from '../http/content-stream.ts';
import { requireReleasing } from '../ledger/rights.ts';
import { type Asked, requireOwnPerson } from './asked.ts';
import { type OwnItems, ownItems } from './own-items.ts';
import { itemHead, itemProof, rowsOf } from './release.ts';
import { type Logged, overtaken, ReleaseLog, type ReleaseLogDeps } from './release-log.ts';
import { type Running, RunningReleases } from './running-releases.ts';
import { candidatesOf, type OpenVersion, type StoredVersions } from './stored-versions.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;
/** Items of a request's first release, whose keys and rows its first byte waits for, and of each other one. */
const FIRST_ITEMS = 512;
const RELEASE_ITEMS = 4_096;

export interface AccessDeps extends ReleaseLogDeps {
  readonly versions: StoredVersions;
  readonly ledger: string;
  readonly gateway: string;
}

/** An item that is about to be sent as its own bytes. */
export interface OpenItem {
  readonly receipt: Uint8Array;
  readonly size: number;
  readonly mediaType: string;
  readonly proof: ReturnType<typeof itemProof>;
}

/** Serves requests: what the log's entry releases, and nothing before it is durable. */
export class Access {
  readonly #deps: AccessDeps;
  readonly #running: RunningReleases;
  readonly #releases: ReleaseLog;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    this.#running = new RunningReleases(deps.log, deps.state.index);
    this.#releases = new ReleaseLog(deps, this.#running);
  }

  /** Whether the ledger has the dataset: of any other there is nothing to learn. */
  knows(dataset: DatasetId): boolean {
    return this.#deps.state.directory.datasets.has(dataset);
  }

  /** What the request would get now, how many bytes that is, and what somebody's own items are. Nothing is released or logged. */
  async decide(
    caller: Caller,
    request: AccessRequest,
  ): Promise<{ readonly decision: Decision; readonly bytes: number; readonly own?: OwnItems }> {
    requireReleasing(this.#deps.state);
    const asked = await this.#asked(caller, request);
    const decision = asked ? this.#releases.decide(asked) : this.#notHeld();
    if (!asked || decision.outcome === 'refused') return { decision, bytes: 0 };
    const { view } = asked.version;
    const bytes = decision.items.reduce((sum, item) => sum + (view.sizes[item] ?? 0), 0);
    const own = decision.outcome === 'self' ? { own: ownItems(view, decision.items) } : {};
    return { decision, bytes, ...own };
  }

  /** Why it would be decided so, and what would have to change. Throws NOT_FOUND for a version that is not held. */
  async explain(caller: Caller, request: AccessRequest): Promise<Explanation> {
    requireReleasing(this.#deps.state);
    const asked = await this.#asked(caller, request);
    if (!asked) throw new CustosError('NOT_FOUND', this.#notHeld().detail);
    return this.#releases.explain(asked);
  }

  /** Serves a request as a series of releases, each decided anew and held to session, account and membership as the
   *  first was. Throws ACCESS_REFUSED, logged, where nothing may leave, and where nothing more may because of the
   *  requester: what one person's choice withholds is left out. Throws SESSION_EXPIRED or SESSION_INVALID once the session
   *  is over: then nobody is proven to ask, and nothing is logged. */
  async stream(caller: Caller, request: AccessRequest, stream: ContentStream): Promise<void> {
    const whole = await this.#asked(caller, request);
    if (!whole) throw await this.#refuseUnheld(caller, request);
    const end = { releases: 0, items: 0, withheld: {} as Withheld };
    for (let asked = whole, last = false; !last; ) {
      const logged = await this.#releases.release(asked, asked.isFirst ? FIRST_ITEMS : RELEASE_ITEMS);
      if ('reason' in logged) {
        const refusal = await this.#releases.refuse(asked, logged);
        if (asked.isFirst || logged.reason !== 'nothing-covered') throw refusal;
        end.withheld = sum(end.withheld, logged.withheld);
        break;
      }
      if (asked.isFirst) {
        stream.begin(200, { 'Content-Type': CONTENT_TYPE });
        stream.collect(CONTENT_START);
      }
      await this.#send(logged, whole.version, stream);
      const { items } = logged.prepared;
      end.releases++;
      end.items += items.length;
      end.withheld = sum(end.withheld, logged.decision.withheld);
      last = !logged.decision.more;
      asked = { ...whole, from: (items.at(-1) ?? 0) + 1, isFirst: false };
    }
    stream.collect(encodeEnd({ ...end, withheld: coarseCounts(end.withheld) }));
    await stream.flush();
    stream.end();
  }

  /** One item as its own bytes; `begin` runs when the release is durable, before the first byte. */
  async item(
    caller: Caller,
    request: AccessRequest,
    stream: ContentStream,
    begin: (item: OpenItem) => void,
  ): Promise<void> {
    const whole = await this.#asked(caller, request);
    if (!whole) throw await this.#refuseUnheld(caller, request);
    const { version } = whole;
    const asked = { ...whole, candidates: request.items ?? [] };
    const logged = await this.#releases.release(asked, 1);
    if ('reason' in logged) throw await this.#releases.refuse(asked, logged);
    const [index] = logged.prepared.items;
    if (index === undefined) throw new CustosError('ITEM_UNKNOWN', 'Name one item.');
    await this.#during(logged, stream, async () => {
      const { record, read } = await this.#deps.vault.openItem(version.volume, index);
      const { size, mediaType } = record.leaf;
      begin({ receipt: logged.receipt, size, mediaType, proof: itemProof(version, record, logged.rows) });
      const range = request.ranges?.[0];
      const wanted = range && { from: range[0], to: Math.min(range[1] + 1, size) };
      for await (const bytes of read(wanted)) await stream.write(bytes);
    });
    stream.end();
  }

  /** Resets what is being sent to those who may have nothing any more. */
  recheck(): void {
    this.#running.recheck();
  }

  /** Resets what is being sent. */
  interrupt(): void {
    this.#running.interrupt();
  }

  /** Resolves once nothing is being sent, and what was cut off stands in the log. */
  settled(): Promise<void> {
    return this.#running.settled();
  }

  /** Small items share a write; the rows, and the first item, wait for no other. */
  async #send(logged: Logged, version: OpenVersion, stream: ContentStream): Promise<void> {
    const { seq, receipt, prepared, rows } = logged;
    const { items } = prepared;
    await this.#during(logged, stream, async (running) => {
      let complete = 0;
      const flush = async () => {
        await stream.flush();
        running.position = complete;
      };
      const manifestSize = version.view.items;
      stream.collect(encodeRelease({ receipt: utf8Decode(receipt), seq, count: items.length, manifestSize }));
      stream.collect(encodeRows(rowsOf(version, prepared, rows)));
      await flush();
      for await (const { record, content } of this.#deps.vault.readItems(version.volume, items)) {
        if (record === null) throw new CustosError('KEY_SHREDDED', 'A subject was erased during the release.');
        stream.collect(encodeItem(itemHead(record)));
        for await (const bytes of content) {
          stream.collect(dataHead(bytes.length));
          stream.collect(bytes);
          if (stream.isFull) await flush();
        }
        complete++;
        if (complete === 1 || stream.isFull) await flush();
      }
      await flush();
    });
  }

  /** Runs a release's sending within `maxRelease`, where revocations can reach it; whatever cuts it off is logged. */
  async #during(logged: Logged, stream: ContentStream, send: (running: Running) => Promise<void>): Promise<void> {
    const { running } = logged;
    running.interrupt = (why) => stream.interrupt(why);
    const allowed = Math.min(this.#deps.state.policy.maxRelease * 1000, MAX_TIMER_MS);
    const deadline = setTimeout(() => stream.interrupt('overdue'), allowed);
    try {
      if (running.cut !== undefined) stream.interrupt(running.cut);
      await send(running);
    } catch (error) {
      stream.interrupt('failed');
      await this.#releases.interrupted(logged, running.position, stream.interruption ?? 'failed');
      // That somebody was erased just now is nobody's business.
      throw isCustosError(error, 'KEY_SHREDDED') ? overtaken() : error;
    } finally {
      clearTimeout(deadline);
      this.#running.end(running);
    }
  }

  /** Undefined where this gateway does not hold the version. */
  async #asked(caller: Caller, request: AccessRequest): Promise<Asked | undefined> {
    requireOwnPerson(caller, request);
    const version = await this.#version(request);
    return version && { caller, request, version, candidates: candidatesOf(request, version), from: 0, isFirst: true };
  }

  #refuseUnheld(caller: Caller, request: AccessRequest): Promise<CustosError> {
    return this.#releases.refuse({ caller, request, isFirst: true }, this.#notHeld());
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

function sum(one: Withheld, other: Withheld): Withheld {
  const reasons = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Withheld>;
  return Object.fromEntries([...reasons].map((reason) => [reason, (one[reason] ?? 0) + (other[reason] ?? 0)]));
}
