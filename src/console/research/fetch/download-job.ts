import {
  type AccessRequest,
  type ContentItem,
  checkAccess,
  type DownloadEvent,
  download,
  type GatewayClient,
  isCustosError,
  pinnedTrust,
  portableSha256,
  readReceipt,
  type Trust,
} from '../../../client/index.ts';
import { Rate, TabWork } from '../../session/tab-work.ts';
import type { ReceiptToKeep } from '../receipt-to-keep.ts';
import { rangesOf } from './item-ranges.ts';
import { namedFiles } from './named-files.ts';
import { isOver } from './over.ts';
import { copied, type Target } from './target.ts';

/** A broken item is fetched alone so often. */
const FETCHED_ALONE = 2;

/** A stream that the gateway cut off: since then so many items fewer are given. */
export interface Cut {
  readonly at: number;
  readonly fewer: number;
}

/** How far a download is. Times in ms since 1970 UTC. */
export interface DownloadState {
  readonly phase: 'running' | 'done' | 'stopped' | 'failed';
  /** Items and bytes that came now, all of them verified. */
  readonly items: number;
  readonly bytes: number;
  /** Of so many; undefined as long as nobody knows. */
  readonly wanted: { readonly items: number; readonly bytes: number } | undefined;
  /** Items that were there before. */
  readonly before: number;
  /** Bytes a second, of late. */
  readonly rate: number;
  /** Items whose bytes were wrong each time. */
  readonly broken: readonly number[];
  readonly cuts: readonly Cut[];
  readonly receipts: readonly ReceiptToKeep[];
  /** Numbers and names of items that are there and may not be kept any more. */
  readonly gone: readonly { readonly item: number; readonly file: string }[];
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: unknown;
}

export interface DownloadOrder {
  readonly gateway: GatewayClient;
  readonly request: AccessRequest;
  /** What the dataset is called. */
  readonly name: string;
  readonly target: Target;
  /** Is told each receipt at once: it is what the requester will be held to. */
  readonly keepReceipt: (receipt: ReceiptToKeep) => Promise<void>;
}

/** One download, which goes on whatever page is shown. */
export class DownloadJob extends TabWork<DownloadState> {
  readonly order: DownloadOrder;
  readonly #ending = new AbortController();
  readonly #failures = new Map<number, number>();
  readonly #broken = new Set<number>();
  #open: ContentItem | undefined;
  readonly #rate = new Rate();
  /** The release that is under way, and what came of it. */
  #release: ReceiptToKeep | undefined;
  #came: number[] = [];

  constructor(order: DownloadOrder) {
    const before = order.target.kept.size;
    const nothing = { items: 0, bytes: 0, wanted: undefined, rate: 0, broken: [], cuts: [], receipts: [], gone: [] };
    super({ phase: 'running', ...nothing, before, startedAt: Date.now() }, ({ phase }) => phase === 'running');
    this.order = order;
    void this.#run();
  }

  /** What was verified is kept. */
  stop(): void {
    this.#ending.abort();
  }

  /** Takes out what may not be kept any more. */
  async removeGone(): Promise<void> {
    await this.order.target.remove?.(this.state().gone.map(({ item }) => item));
    this.become({ gone: [] });
  }

  async #run(): Promise<void> {
    const { gateway, request, target } = this.order;
    let end: Partial<DownloadState> = { phase: 'done' };
    try {
      await this.#fetchAll(await pinnedTrust(gateway, request));
    } catch (error) {
      end = this.#ending.signal.aborted ? { phase: 'stopped' } : { phase: 'failed', error };
      await this.#keepRefusal(error);
    }
    try {
      await target.drop();
      await this.#keepCame();
      const after = await this.#after(end.error);
      await target.close();
      this.become({ ...end, ...after, endedAt: Date.now(), rate: 0 });
    } catch (error) {
      this.become({ phase: 'failed', error: end.error ?? error, endedAt: Date.now(), rate: 0 });
    }
  }

  /** An item that is broken is fetched alone, before the rest goes on without it. */
  async #fetchAll(trust: Trust): Promise<void> {
    for (let alone: number | undefined, isOver = false; !isOver; ) {
      try {
        await this.#pass(trust, alone);
        isOver = alone === undefined;
        alone = undefined;
      } catch (error) {
        const broken = this.#open?.index;
        if (!isCustosError(error, 'ITEM_CORRUPT') || broken === undefined) throw error;
        await this.order.target.drop();
        alone = this.#failedAgain(broken) ? undefined : broken;
      }
    }
  }

  /** Whether the item was tried as often as it will be. */
  #failedAgain(item: number): boolean {
    const failures = (this.#failures.get(item) ?? 0) + 1;
    this.#failures.set(item, failures);
    if (failures <= FETCHED_ALONE) return false;
    this.#broken.add(item);
    this.become({ broken: [...this.#broken] });
    return true;
  }

  async #pass(trust: Trust, alone: number | undefined): Promise<void> {
    const { gateway, request, target } = this.order;
    const held = (item: number) => {
      const size = target.kept.get(item)?.bytes;
      // What is not to be fetched now counts as there.
      return this.#broken.has(item) || (alone !== undefined && item !== alone) ? (size ?? 0) : size;
    };
    const options = { held, signal: this.#ending.signal, sha256: portableSha256 };
    for await (const event of download(gateway, request, trust, options)) {
      if (event.type !== 'missing') await this.#take(event);
      else if (alone === undefined) this.#expect(event);
    }
  }

  #expect({ items, bytes }: { readonly items: number; readonly bytes: number }): void {
    const { wanted } = this.state();
    const fewer = this.#left() - items;
    const wasCut = wanted !== undefined && fewer > 0;
    this.become({
      wanted: { items: this.state().items + this.#broken.size + items, bytes: this.state().bytes + bytes },
      ...(wasCut ? { cuts: [...this.state().cuts, { at: Date.now(), fewer }] } : {}),
    });
  }

  #left(): number {
    const { wanted, items } = this.state();
    return (wanted?.items ?? 0) - items - this.#broken.size;
  }

  async #take(event: Exclude<DownloadEvent, { type: 'missing' }>): Promise<void> {
    const { target } = this.order;
    if (event.type === 'release') await this.#keepRelease(event);
    if (event.type === 'item') {
      // A stream that was cut off left one half, which the next one must not be added to.
      await target.drop();
      this.#open = event.item;
    }
    if (event.type === 'data' && this.#open) await target.write(this.#open, event.bytes);
    if (event.type === 'verified') {
      await target.keep(event.item);
      this.#open = undefined;
      this.#came.push(event.item.index);
      this.#count(event.item.leaf.size);
    }
  }

  async #keepRelease({ receipt, entry, evidence }: Extract<DownloadEvent, { type: 'release' }>): Promise<void> {
    const { target, keepReceipt, name } = this.order;
    const saved = { place: target.place, files: [] };
    const kept = { entry, receipt, dataset: name, evidence: evidence && copied(evidence), saved };
    await target.receipt(`entry-${entry.seq}.tlog-proof`, new TextEncoder().encode(receipt));
    if (kept.evidence) await target.receipt(`entry-${entry.seq}.evidence.json`, kept.evidence);
    await this.#keepCame();
    this.#release = kept;
    await keepReceipt(kept);
    this.become({ receipts: [...this.state().receipts, kept] });
  }

  /** Which items of a release came: so it can be told later which of them may not be kept any more. */
  async #keepCame(): Promise<void> {
    const { target, keepReceipt } = this.order;
    const [release, came] = [this.#release, this.#came];
    [this.#release, this.#came] = [undefined, []];
    if (release === undefined) return;
    const files = namedFiles(came.flatMap((item) => target.kept.get(item) ?? []));
    await keepReceipt({ ...release, held: rangesOf(came), saved: { place: target.place, files } });
  }

  /** A refusal is an entry of the log, too. That its receipt cannot be had does not hide the refusal. */
  async #keepRefusal(error: unknown): Promise<void> {
    if (!isCustosError(error, 'ACCESS_REFUSED') || typeof error.details['seq'] !== 'number') return;
    const { gateway, name, keepReceipt } = this.order;
    try {
      const kept = { ...(await readReceipt(gateway, error.details['seq'])), dataset: name };
      await keepReceipt(kept);
      this.become({ receipts: [...this.state().receipts, kept] });
    } catch (trouble) {
      if (!isCustosError(trouble)) throw trouble;
    }
  }

  #count(size: number): void {
    const { items, bytes: before } = this.state();
    const bytes = before + size;
    this.become({ items: items + 1, bytes, rate: this.#rate.at(bytes) });
  }

  /** What counts now: asking is no entry of the log. A permit that ended lets nothing be kept. */
  async #after(error: unknown): Promise<Partial<DownloadState>> {
    const { gateway, target } = this.order;
    // What is there of other kinds may be kept as well.
    const { select: _, ...request } = this.order.request;
    const fewer = error === undefined && !this.#ending.signal.aborted ? this.#left() : 0;
    const cuts = fewer > 0 ? { cuts: [...this.state().cuts, { at: Date.now(), fewer }] } : {};
    try {
      const { ranges } = await checkAccess(gateway, request);
      const isPermitted = (item: number) => ranges.some(([first, last]) => first <= item && item <= last);
      return { ...cuts, gone: [...target.kept.values()].filter(({ item }) => !isPermitted(item)) };
    } catch (refusal) {
      if (isOver(refusal)) return { ...cuts, gone: [...target.kept.values()] };
      // Beside what was asked for: that it cannot be had now is no failure of that.
      if (isCustosError(refusal)) return cuts;
      throw refusal;
    }
  }
}
