import type { Address, DatasetId, Digest, LogId } from '../../core/ids.ts';
import type { ChainEvent } from '../source/sources.ts';
import { EventArgs } from './event-args.ts';

/** A head as it stands on chain. */
export interface Head {
  readonly size: number;
  readonly root: Digest;
  readonly height: number;
  readonly seconds: number;
  /** Account that wrote it. */
  readonly actor: Address;
  /** Account that alone might write it then. */
  readonly writer: Address;
}

/** What disclosed mode says of one entry on chain. */
export interface Disclosed {
  readonly leaf: Digest;
  readonly dataset: DatasetId;
  readonly requester: Address;
  readonly facts: bigint;
}

export interface ChainLog {
  readonly id: LogId;
  readonly holder: Address;
  readonly mode: 'disclosed' | 'heads-only';
  readonly predecessor: LogId;
  readonly predecessorSize: number;
  readonly predecessorRoot: Digest;
  readonly openedAt: number;
  /** As of the last event. */
  writer: Address;
  readonly keys: { readonly fromSize: number; readonly verifierKey: string }[];
  readonly heads: Head[];
  /** By sequence number; the event's own number, not its position. */
  readonly disclosed: Map<number, Disclosed>;
  /** Sequence numbers that an auditor reviewed. */
  readonly reviewed: Set<number>;
}

/** The logs, replayed from AccessLog's events. */
export class Logs {
  readonly #logs = new Map<LogId, ChainLog>();

  /** False where the event is of another contract. */
  apply(event: ChainEvent): boolean {
    const args = new EventArgs(event);
    switch (event.name) {
      case 'LogOpened':
        this.#open(event, args);
        return true;
      case 'LogKeySet':
        this.find(args.hex('log'))?.keys.push({
          fromSize: args.number('fromSize'),
          verifierKey: args.text('verifierKey'),
        });
        return true;
      case 'LogMoved': {
        const log = this.find(args.hex('log'));
        if (log !== undefined) log.writer = args.hex('writer');
        return true;
      }
      case 'LogHead':
        this.#head(event, args);
        return true;
      case 'LogEntry':
        this.#disclose(args);
        return true;
      case 'LogReviewed':
        this.find(args.hex('log'))?.reviewed.add(args.number('seq'));
        return true;
      default:
        return false;
    }
  }

  find(id: LogId): ChainLog | undefined {
    return this.#logs.get(id);
  }

  all(): Iterable<ChainLog> {
    return this.#logs.values();
  }

  #open({ seconds }: ChainEvent, args: EventArgs): void {
    const id = args.hex<LogId>('log');
    this.#logs.set(id, {
      id,
      holder: args.hex('holder'),
      mode: args.number('mode') === 0 ? 'disclosed' : 'heads-only',
      predecessor: args.hex('predecessor'),
      predecessorSize: args.number('predecessorSize'),
      predecessorRoot: args.hex('predecessorRoot'),
      openedAt: seconds,
      writer: args.hex('actor'),
      keys: [],
      heads: [],
      disclosed: new Map(),
      reviewed: new Set(),
    });
  }

  #head({ height, seconds }: ChainEvent, args: EventArgs): void {
    const log = this.find(args.hex('log'));
    const [size, root, actor] = [args.number('size'), args.hex<Digest>('root'), args.hex<Address>('actor')];
    log?.heads.push({ size, root, height, seconds, actor, writer: log.writer });
  }

  #disclose(args: EventArgs): void {
    const facts = args.bigint('facts');
    this.find(args.hex('log'))?.disclosed.set(Number(facts >> 192n), {
      leaf: args.hex('leaf'),
      dataset: args.hex('dataset'),
      requester: args.hex('requester'),
      facts,
    });
  }
}
