import { type Bytes, concat, fromHex, type Hex, toHex } from '../core/bytes.ts';
import type { ChainBlock } from './block.ts';
import type { Caller } from './caller.ts';
import type { ChainOptions } from './options.ts';

const DEFAULT_ADMIN = '0x84ef8ffc';
const PENDING_DEFAULT_ADMIN = '0xcf6eefb7';
const CHECK_GAS = 1_000_000n;
const REMEMBERED = 10_000;

/** Who may write: the accounts of the configuration, and once the Membership contract exists its active members,
 *  its administrator and the one who may accept that office. */
export class Admission {
  readonly #caller: Caller;
  readonly #senders: ReadonlySet<string>;
  readonly #membership: Bytes | undefined;
  readonly #check: ChainOptions['memberCheck'];
  readonly #remembered = new Map<string, boolean>();
  #state = '';

  constructor(caller: Caller, options: Pick<ChainOptions, 'senders' | 'membership' | 'memberCheck'>) {
    this.#caller = caller;
    this.#senders = new Set(options.senders);
    this.#membership = options.membership && fromHex(options.membership);
    this.#check = options.memberCheck;
  }

  /** By the state of `head`. Answers are remembered until the contract's storage changes, so the configured view
   *  must depend on nothing else. */
  async allows(sender: Bytes, head: ChainBlock): Promise<boolean> {
    const key = toHex(sender);
    if (this.#senders.has(key)) return true;
    if (!this.#membership) return false;
    const contract = await this.#caller.account(this.#membership, head.header.stateRoot);
    if (!contract?.isContract()) return false;
    const state = toHex(contract.storageRoot);
    if (state !== this.#state || this.#remembered.size > REMEMBERED) this.#remembered.clear();
    this.#state = state;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const allowed = (await this.#isMember(sender, head)) || (await this.#isAdministrator(sender, head));
    if (state === this.#state) this.#remembered.set(key, allowed);
    return allowed;
  }

  /** Whether the account is, or ever was, a member: the view's word is zero for others. */
  async wasMember(sender: Bytes, head: ChainBlock): Promise<boolean> {
    return (await this.#seatOf(sender, head)) !== 0n;
  }

  /** The address that a view of Membership without arguments answers as its word at `place`. */
  async addressIn(selector: Hex, place: number, head: ChainBlock): Promise<Bytes | undefined> {
    const output = await this.#ask(fromHex(selector), head);
    const word = output?.subarray(32 * place, 32 * (place + 1));
    return word?.length === 32 ? word.subarray(12) : undefined;
  }

  async #isMember(sender: Bytes, head: ChainBlock): Promise<boolean> {
    return ((await this.#seatOf(sender, head)) & BigInt(this.#check.mask)) === BigInt(this.#check.value);
  }

  async #seatOf(sender: Bytes, head: ChainBlock): Promise<bigint> {
    const argument = concat(new Uint8Array(12), sender);
    return firstWord(await this.#ask(concat(fromHex(this.#check.selector), argument), head)) ?? 0n;
  }

  async #isAdministrator(sender: Bytes, head: ChainBlock): Promise<boolean> {
    const wanted = BigInt(toHex(sender));
    for (const selector of [DEFAULT_ADMIN, PENDING_DEFAULT_ADMIN]) {
      if (firstWord(await this.#ask(fromHex(selector), head)) === wanted) return true;
    }
    return false;
  }

  /** What the view of Membership answers; undefined if it reverts. */
  async #ask(data: Bytes, head: ChainBlock): Promise<Bytes | undefined> {
    const request = {
      from: new Uint8Array(20),
      to: this.#membership,
      gas: CHECK_GAS,
      gasPrice: 0n,
      value: 0n,
      data,
      accessList: [],
    };
    const outcome = await this.#caller.call(request, head.header, head.header.stateRoot);
    return outcome.ok ? outcome.output : undefined;
  }
}

function firstWord(output: Bytes | undefined): bigint | undefined {
  return output !== undefined && output.length >= 32 ? BigInt(toHex(output.subarray(0, 32))) : undefined;
}
