import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { within } from '../core/patience.ts';
import { Turns } from '../core/turns.ts';
import type { AccountKey } from './account-key.ts';
import { accountState } from './account-state.ts';
import type { Call } from './calls.ts';
import { signFields } from './encode-transaction.ts';
import { quantity } from './engine-block.ts';
import { loadKeccak } from './keccak.ts';
import { Lane } from './lane.ts';
import type { LedgerReader } from './reader.ts';
import { outcomeOf, type Receipt, type Sent } from './receipt.ts';
import { outcomeOfSent, type SendJournal } from './send-journal.ts';
import { untilReachable } from './until-reachable.ts';
import { relayTransaction } from './writer-relay.ts';

export interface WriterOptions {
  /** Stays the caller's: `close` leaves it open. */
  readonly reader: LedgerReader;
  /** The account that signs and pays. No other process should send for it at the same time. */
  readonly key: AccountKey;
  readonly maxInFlight?: number;
  readonly pollMs?: number;
}

export interface SendOptions {
  /** Limit of gas; estimated by default, which refuses at once what the contract would refuse. */
  readonly gas?: number;
  /** Rejects with LEDGER_LAGGING afterwards, when the transaction may still be mined; by default it waits. */
  readonly timeoutMs?: number;
  /** Sends the call once, however often it is asked for with the same journal, also across restarts of this process; it
   *  takes no `guard`. */
  readonly journal?: SendJournal;
  /** Called before a transaction of the call goes out, each one that is signed for it: what it throws ends the call,
   *  unsent. */
  readonly guard?: () => void;
}

const RELAY_TIMEOUT_MS = 60_000;
/** Each runs the call: many at once would keep the engine busy beyond the bound of a request, to be asked again. */
const ESTIMATES_AT_ONCE = 8;

export async function openWriter(options: WriterOptions): Promise<LedgerWriter> {
  return new LedgerWriter(options, await loadKeccak());
}

/** Writes to the ledger with one account. It outlives restarts of the node: what was taken on is sent again until it is
 *  final, and mined at most once. Nothing survives a restart of this process: keep calls until they are resolved. */
export class LedgerWriter {
  readonly account: Address;
  readonly #reader: LedgerReader;
  readonly #lane: Lane;
  readonly #closing = new AbortController();
  readonly #estimates = new Turns(ESTIMATES_AT_ONCE);

  constructor({ reader, key, maxInFlight, pollMs }: WriterOptions, keccak: Awaited<ReturnType<typeof loadKeccak>>) {
    this.account = key.address;
    this.#reader = reader;
    const { chainId } = reader.ledger;
    const finalized = () => reader.head();
    this.#lane = new Lane({ rpc: reader.rpc, chainId, key, keccak, finalized, maxInFlight, pollMs });
  }

  /** Calls that are not final yet. */
  get pending(): number {
    return this.#lane.pending;
  }

  /** Resolves once the transaction is final. Calls that are made in one tick get their nonces in that order if their
   *  gas is given. Rejects with LEDGER_REJECTED, `details.error` being the contract's error, ENCODING_INVALID,
   *  LEDGER_POOL_FULL, or UNAVAILABLE after `close`. */
  async send(call: Call, options: SendOptions = {}): Promise<Sent> {
    const gas = options.gas ?? call.gas;
    const { journal, guard } = options;
    const outcome = journal === undefined ? this.#send(call, gas, guard) : this.#sendOnce(call, gas, journal);
    return options.timeoutMs === undefined ? await outcome : await final(outcome, options.timeoutMs);
  }

  /** Sends in the order given, all at a time, none if one is refused by the estimate of its gas. Rejects with the first
   *  rejection, when all are settled; the others are on the chain then. */
  async sendAll(calls: readonly Call[], { guard }: Pick<SendOptions, 'guard'> = {}): Promise<Sent[]> {
    const limits = await Promise.all(calls.map((call) => this.#limitOf(call, call.gas)));
    const outcomes = await Promise.allSettled(calls.map((call, i) => this.#submit(call, limits[i] ?? 0, guard)));
    return outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  }

  /** Relays a member's own signed transaction (see `readTransaction` for which). Relaying it again is no error. */
  async relay(raw: Hex, { timeoutMs = RELAY_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<Sent> {
    return await relayTransaction(this.#reader, raw, { timeoutMs, signal: this.#closing.signal });
  }

  /** What waits rejects with UNAVAILABLE. */
  close(): void {
    this.#closing.abort();
    this.#lane.close();
  }

  async #send(call: Call, fixedGas: number | undefined, guard: SendOptions['guard']): Promise<Sent> {
    return await this.#submit(call, await this.#limitOf(call, fixedGas), guard);
  }

  async #sendOnce(call: Call, gas: number | undefined, journal: SendJournal): Promise<Sent> {
    const known = await this.#outcomeOfSent(call, journal);
    if (known !== undefined) return known;
    const receipt = await this.#lane.submit({
      ...asCall(call),
      gas: await this.#limitOf(call, gas),
      record: (transaction) => journal.add({ account: this.account, ...transaction }),
    });
    return await this.#conclude(call, receipt, journal);
  }

  async #outcomeOfSent(call: Call, journal: SendJournal): Promise<Sent | undefined> {
    if (journal.sent.length === 0) return undefined;
    const receipt = await outcomeOfSent(this.#reader, journal.sent, this.#closing.signal);
    if (receipt !== undefined) return await this.#conclude(call, receipt, journal);
    await journal.clear();
    return undefined;
  }

  /** What failed in a final block has left nothing. */
  async #conclude(call: Call, receipt: Receipt, journal: SendJournal): Promise<Sent> {
    if (!receipt.succeeded) await journal.clear();
    return await this.#outcomeOf(call, receipt);
  }

  async #limitOf({ to, data }: Call, fixedGas: number | undefined): Promise<number> {
    const asked = { from: this.account, to, data };
    if (fixedGas !== undefined) return fixedGas;
    return await this.#estimates.take(() => {
      return untilReachable(this.#closing.signal, () => estimateGas(this.#reader, asked));
    });
  }

  async #submit(call: Call, gas: number, guard: SendOptions['guard']): Promise<Sent> {
    const record = guard && (async () => guard());
    return await this.#outcomeOf(call, await this.#lane.submit({ ...asCall(call), gas, record }));
  }

  async #outcomeOf({ to, data }: Call, receipt: Receipt): Promise<Sent> {
    const asked = { from: this.account, to, data };
    return await untilReachable(this.#closing.signal, () => outcomeOf(this.#reader, receipt, asked));
  }
}

function asCall({ to, data }: Call): Pick<Call, 'to' | 'data'> {
  return { to, data };
}

/** A call signed with the account's next nonce, for a gateway to relay. @public */
export async function signTransaction(reader: LedgerReader, key: AccountKey, call: Call): Promise<Hex> {
  const { to, data } = call;
  const [keccak, { nonce, fees }, gas] = await Promise.all([
    loadKeccak(),
    accountState(reader, key.address),
    call.gas ?? estimateGas(reader, { from: key.address, to, data }),
  ]);
  return signFields({ chainId: reader.ledger.chainId, nonce, ...fees, gas, to, data }, key, keccak).raw;
}

/** A quarter more than the engine says: the state may have moved when the transaction is mined. */
async function estimateGas(
  { rpc }: Pick<LedgerReader, 'rpc'>,
  asked: { from: Address; to: Address; data: Hex },
): Promise<number> {
  const estimate = quantity(await rpc.request('eth_estimateGas', [asked]), 'estimate of gas');
  return Math.ceil(estimate * 1.25) + 10_000;
}

function final(outcome: Promise<Sent>, timeoutMs: number): Promise<Sent> {
  const late = () => {
    const message = `The transaction is not final after ${timeoutMs} ms and may still be mined.`;
    throw new CustosError('LEDGER_LAGGING', message);
  };
  return within(timeoutMs, outcome, { late });
}
