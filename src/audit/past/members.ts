import type { Hex } from '../../core/bytes.ts';
import type { Address, Digest, GroupId } from '../../core/ids.ts';
import type { ChainEvent } from '../source/sources.ts';
import { EventArgs } from './event-args.ts';
import { History } from './history.ts';
import { Policies, type Policy } from './policies.ts';

/** Bits of a member's roles (contracts/interfaces/Seat.sol). */
export const ROLE = {
  holder: 2,
  gateway: 4,
  requester: 8,
  environment: 16,
  authority: 32,
  clinician: 64,
  auditor: 128,
};

/** What each event makes of a member (contracts/interfaces/IMembership.sol). */
const STATUS = { MemberResumed: 1, MemberSuspended: 2, MemberRemoved: 3 } as const;

const CONSORTIUM = 'consortium';

interface Member {
  readonly principal: Address;
  /** Of its principal, on chain. */
  readonly ordinal: number;
  readonly account: History<Address>;
  readonly roles: History<number>;
  /** A value of `STATUS`; added is as resumed. */
  readonly status: History<number>;
  readonly endpoint: History<string>;
}

interface SessionKey {
  readonly key: Hex;
  /** Account that named it: with its standing the key ends. */
  readonly by: Address;
  readonly until: number;
  readonly named: History<boolean>;
}

/** Who took part, in what role and under which policy, at any block: replayed from Membership's events. */
export class Members {
  readonly #members = new Map<Address, Member>();
  readonly #identities = new Map<Address, Address>();
  readonly #groups = new Map<GroupId, Map<Address, History<boolean>>>();
  /** By publisher and digest. */
  readonly #notices = new Map<string, { readonly publishedAt: number; withdrawnAt?: number }>();
  readonly #sessionKeys = new Map<string, SessionKey>();
  readonly #policies = new Policies();

  /** False where the event is none of Membership's. */
  apply(event: ChainEvent): boolean {
    const { height, seconds } = event;
    const args = new EventArgs(event);
    switch (event.name) {
      case 'MemberAdded':
        this.#add(event, args);
        return true;
      case 'MemberRolesSet':
        this.#members.get(args.hex('identity'))?.roles.set(height, seconds, args.number('roles'));
        return true;
      case 'MemberEndpointSet':
        this.#members.get(args.hex('identity'))?.endpoint.set(height, seconds, args.text('endpoint'));
        return true;
      case 'MemberSuspended':
      case 'MemberRemoved':
      case 'MemberResumed':
        this.#members.get(args.hex('identity'))?.status.set(height, seconds, STATUS[event.name]);
        return true;
      case 'MemberRotated':
        this.#identities.set(args.hex('to'), args.hex('identity'));
        this.#members.get(args.hex('identity'))?.account.set(height, seconds, args.hex('to'));
        return true;
      case 'GroupJoined':
      case 'GroupLeft':
        this.#group(args).set(height, seconds, event.name === 'GroupJoined');
        return true;
      case 'NoticePublished':
        this.#notices.set(this.#noticeKey(args), { publishedAt: seconds });
        return true;
      case 'NoticeWithdrawn':
        this.#withdraw(this.#noticeKey(args), seconds);
        return true;
      case 'SessionKeyAdded':
      case 'SessionKeyRemoved':
        this.#sessionKey(event, args);
        return true;
      case 'PolicySet':
      case 'PolicyScheduled':
      case 'PolicyCancelled':
        this.#policies.apply(event, args);
        return true;
      default:
        return false;
    }
  }

  /** The member that acts, or ever acted, with an account. */
  identityOf(account: Address): Address | undefined {
    return this.#identities.get(account);
  }

  /** The account that acted for the identity at the block. */
  accountAt(identity: Address, height: number): Address | undefined {
    return this.#members.get(identity)?.account.at(height);
  }

  /** What Membership had of the identity at the block. */
  seatAt(identity: Address, height: number) {
    const member = this.#members.get(identity);
    const account = member?.account.at(height);
    if (member === undefined || account === undefined) return undefined;
    const [status, roles] = [member.status.at(height) ?? 0, member.roles.at(height) ?? 0];
    return { account, principal: member.principal, ordinal: member.ordinal, roles, status };
  }

  principalOf(identity: Address): Address | undefined {
    return this.#members.get(identity)?.principal;
  }

  /** Neither the member nor the one it acts for is suspended or removed. */
  isActive(identity: Address, height: number): boolean {
    const member = this.#members.get(identity);
    if (member?.status.at(height) !== STATUS.MemberResumed) return false;
    if (member.principal === identity) return true;
    return this.#members.get(member.principal)?.status.at(height) === STATUS.MemberResumed;
  }

  hasRole(identity: Address, wanted: number, height: number): boolean {
    return ((this.#members.get(identity)?.roles.at(height) ?? 0) & wanted) !== 0;
  }

  /** Whether it writes for the holder: one of its gateways, or the holder itself. */
  actsFor(identity: Address, holder: Address, height: number): boolean {
    const writes = this.hasRole(identity, ROLE.holder | ROLE.gateway, height);
    return writes && this.principalOf(identity) === holder && this.isActive(identity, height);
  }

  /** As `actsFor`, at some place of the block: what stands in it was taken before or after what changed in it. */
  actedFor(identity: Address, holder: Address, height: number): boolean {
    const own = this.#members.get(identity);
    const principal = own === undefined ? undefined : this.#members.get(own.principal);
    if (own === undefined || principal === undefined || own.principal !== holder) return false;
    const isActive = ({ status }: Member) => status.within(height, (value) => value === STATUS.MemberResumed);
    return this.hadRole(identity, ROLE.holder | ROLE.gateway, height) && isActive(own) && isActive(principal);
  }

  /** As `hasRole`, at some place of the block. */
  hadRole(identity: Address, wanted: number, height: number): boolean {
    const roles = this.#members.get(identity)?.roles;
    return roles?.within(height, (held) => ((held ?? 0) & wanted) !== 0) === true;
  }

  /** Whether its standing, or that of the one it acts for, changed in a block after `from`, up to `to`. */
  changedWithin(identity: Address, from: number, to: number): boolean {
    const own = this.#members.get(identity);
    const principal = own === undefined ? undefined : this.#members.get(own.principal);
    const facts = [own?.roles, own?.status, principal?.status];
    return facts.some((fact) => fact?.changedWithin(from, to));
  }

  /** Base URLs that the member registered up to a block, without a slash at the end. */
  endpoints(identity: Address, height: number): ReadonlySet<string> {
    const urls = this.#members.get(identity)?.endpoint.upTo(height) ?? [];
    return new Set([...urls].map((url) => url.replace(/\/+$/, '')));
  }

  /** Base URL that the member that acts with an account registered last, without a slash at the end; undefined where it has none. */
  endpointOf(account: Address): string | undefined {
    const identity = this.identityOf(account);
    const url = identity === undefined ? undefined : this.#members.get(identity)?.endpoint.last();
    return url?.replace(/\/+$/, '') || undefined;
  }

  /** Second at which the member joined the group, if it is in it at the block. */
  joinedAt(group: GroupId, identity: Address, height: number): number | undefined {
    const history = this.#groups.get(group)?.get(identity);
    return history?.at(height) === true ? history.since(height) : undefined;
  }

  /** Whether a subject of the holder could be shown the notice at that second: as one of the holder, or of the
   *  consortium. Whoever else published the same digest, or withdrew it, changes nothing. */
  noticeStood(notice: Digest, holder: Address, second: number): boolean {
    return [holder, CONSORTIUM].some((publisher) => {
      const known = this.#notices.get(`${publisher} ${notice}`);
      if (known === undefined || known.publishedAt > second) return false;
      return known.withdrawnAt === undefined || known.withdrawnAt > second;
    });
  }

  /** Seconds of the publisher's notice, as they stood at that second; 0 for what had not happened. */
  noticeAt(publisher: Address, notice: Digest, second: number) {
    const key = this.#members.has(publisher) ? publisher : CONSORTIUM;
    const { publishedAt = 0, withdrawnAt = 0 } = this.#notices.get(`${key} ${notice}`) ?? {};
    const until = (time: number) => (time <= second ? time : 0);
    return { publishedAt: until(publishedAt), withdrawnAt: until(withdrawnAt) };
  }

  /** Whether the organisation ever had the key, up to the block. */
  hadSessionKey(identity: Address, key: Hex, height: number): boolean {
    const known = this.#sessionKeys.get(`${identity} ${key}`);
    return known !== undefined && [...known.named.upTo(height)].some((named) => named);
  }

  /** The organisation's key, if statements under it counted at the block. */
  sessionKey(identity: Address, key: Hex, height: number): Pick<SessionKey, 'by' | 'until'> | undefined {
    const known = this.#sessionKeys.get(`${identity} ${key}`);
    if (known?.named.at(height) !== true) return undefined;
    const namer = this.identityOf(known.by);
    const stands = namer !== undefined && this.isActive(namer, height) && this.accountAt(namer, height) === known.by;
    return stands ? known : undefined;
  }

  /** The policy in force in a block: one that waited counts from the first block of its time on. */
  policyAt(block: { readonly height: number; readonly seconds: number }): Policy | undefined {
    return this.#policies.at(block);
  }

  #add({ height, seconds }: ChainEvent, args: EventArgs): void {
    const identity = args.hex<Address>('identity');
    const member: Member = {
      principal: args.hex('principal'),
      ordinal: args.number('ordinal'),
      account: new History(),
      roles: new History(),
      status: new History(),
      endpoint: new History(),
    };
    member.account.set(height, seconds, identity);
    member.roles.set(height, seconds, args.number('roles'));
    member.status.set(height, seconds, STATUS.MemberResumed);
    member.endpoint.set(height, seconds, args.text('endpoint'));
    this.#members.set(identity, member);
    this.#identities.set(identity, identity);
  }

  #group(args: EventArgs): History<boolean> {
    const group = args.hex<GroupId>('group');
    const identity = args.hex<Address>('identity');
    const members = this.#groups.get(group) ?? new Map<Address, History<boolean>>();
    const history = members.get(identity) ?? new History<boolean>();
    this.#groups.set(group, members.set(identity, history));
    return history;
  }

  /** Only members and the consortium publish; what is no member is Membership's own address. */
  #noticeKey(args: EventArgs): string {
    const publisher = args.hex<Address>('publisher');
    return `${this.#members.has(publisher) ? publisher : CONSORTIUM} ${args.hex('notice')}`;
  }

  #withdraw(notice: string, seconds: number): void {
    const known = this.#notices.get(notice);
    if (known !== undefined) known.withdrawnAt = seconds;
  }

  /** Keys are kept by their bytes: the removal names only a hash, which each kept key carries. */
  #sessionKey({ name, height, seconds }: ChainEvent, args: EventArgs): void {
    const identity = args.hex<Address>('identity');
    const hash = args.hex('keyHash');
    if (name === 'SessionKeyRemoved') {
      this.#sessionKeys.get(`${identity} ${hash}`)?.named.set(height, seconds, false);
      return;
    }
    const [key, by, until] = [args.hex('key'), args.hex<Address>('actor'), args.number('until')];
    const known: SessionKey = { key, by, until, named: new History() };
    known.named.set(height, seconds, true);
    this.#sessionKeys.set(`${identity} ${hash}`, known);
    this.#sessionKeys.set(`${identity} ${known.key}`, known);
  }
}
