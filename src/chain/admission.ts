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

  async #isMember(sender: Bytes, head: ChainBlock): Promise<boolean> {
    const argument = concat(new Uint8Array(12), sender);
    const word = await this.#ask(concat(fromHex(this.#check.selector), argument), head);
    return word !== undefined && (BigInt(word) & BigInt(this.#check.mask)) === BigInt(this.#check.value);
  }

  async #isAdministrator(sender: Bytes, head: ChainBlock): Promise<boolean> {
    const wanted = BigInt(toHex(sender));
    for (const selector of [DEFAULT_ADMIN, PENDING_DEFAULT_ADMIN]) {
      const word = await this.#ask(fromHex(selector), head);
      if (word !== undefined && BigInt(word) === wanted) return true;
    }
    return false;
  }

  /** The first word of what the view answers; undefined if it reverts. */
  async #ask(data: Bytes, head: ChainBlock): Promise<Hex | undefined> {
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
    return outcome.ok && outcome.output.length >= 32 ? toHex(outcome.output.subarray(0, 32)) : undefined;
  }
}
