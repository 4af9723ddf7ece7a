import type { Hex } from '../core/bytes.ts';
import { type Address, type Digest, type GroupId, ZERO_ADDRESS } from '../core/ids.ts';
import type { MemberEvent } from './events.ts';

/** Bits of a member's roles (contracts/interfaces/Seat.sol). */
export const ROLES = {
  holder: 1 << 1,
  gateway: 1 << 2,
  requester: 1 << 3,
  environment: 1 << 4,
  authority: 1 << 5,
  clinician: 1 << 6,
  auditor: 1 << 7,
} as const;

const CONSORTIUM = 'consortium';

export interface Member {
  readonly principal: Address;
  readonly number: number;
  /** Of the one it acts for, on chain. */
  readonly ordinal: number;
  account: Address;
  roles: number;
  status: 'active' | 'suspended' | 'removed';
}

/** Seconds. A membership that ended has a `leftAt`. */
interface Presence {
  readonly joinedAt: number;
  readonly leftAt: number | undefined;
}

interface Notice {
  readonly publishedAt: number;
  withdrawnAt: number | undefined;
}

/** What is kept of the projection. */
export interface MemberRows {
  readonly members: ReadonlyMap<Address, Member>;
  readonly identities: ReadonlyMap<Address, Address>;
  readonly groups: ReadonlyMap<Hex, Map<Address, Presence>>;
  readonly notices: ReadonlyMap<string, Notice>;
}

const NOBODY: MemberRows = { members: new Map(), identities: new Map(), groups: new Map(), notices: new Map() };

export interface PublishedNotice extends Readonly<Notice> {
  readonly notice: Digest;
  readonly by: 'holder' | 'consortium';
}

/** Who takes part, in which groups, and which notices were published: a projection of Membership's events. */
export class Members {
  readonly #members: Map<Address, Member>;
  readonly #identities: Map<Address, Address>;
  readonly #groups: Map<Hex, Map<Address, Presence>>;
  /** By publisher and digest. */
  readonly #notices: Map<string, Notice>;

  constructor(rows: MemberRows = NOBODY) {
    this.#members = new Map(rows.members);
    this.#identities = new Map(rows.identities);
    this.#groups = new Map(rows.groups);
    this.#notices = new Map(rows.notices);
  }

  /** The live records: to be written out before the next event. */
  get rows(): MemberRows {
    return { members: this.#members, identities: this.#identities, groups: this.#groups, notices: this.#notices };
  }

  apply(event: MemberEvent, now: number): void {
    switch (event.name) {
      case 'MemberAdded':
        return this.#add(event);
      case 'MemberRotated':
        this.#identities.set(event.to, event.identity);
        return this.#change(event);
      case 'GroupJoined':
      case 'GroupLeft':
        return this.#present(event.group, event.identity, event.name === 'GroupJoined', now);
      case 'NoticePublished':
        this.#notices.set(this.#noticeKey(event), { publishedAt: now, withdrawnAt: undefined });
        return;
      case 'NoticeWithdrawn': {
        const notice = this.#notices.get(this.#noticeKey(event));
        if (notice !== undefined) notice.withdrawnAt = now;
        return;
      }
      default:
        return this.#change(event);
    }
  }

  /** Whether the identity is an active member, and so is the one that it acts for. */
  isActive(identity: Address): boolean {
    const member = this.#members.get(identity);
    if (member?.status !== 'active') return false;
    return member.principal === identity || this.#members.get(member.principal)?.status === 'active';
  }

  hasAny(identity: Address, roles: number): boolean {
    return ((this.#members.get(identity)?.roles ?? 0) & roles) !== 0;
  }

  /** The identity that acts, or acted, with an account. */
  identityOf(account: Address): Address | undefined {
    return this.#identities.get(account);
  }

  /** What Membership has for the identity. */
  find(identity: Address): Readonly<Member> | undefined {
    return this.#members.get(identity);
  }

  /** Stands for an identity in dense arrays, from 1; 0 for one that was never a member. */
  numberOf(identity: Address): number {
    return this.#members.get(identity)?.number ?? 0;
  }

  /** Who is in the group, with the second at which each joined; nobody where there is no such group. */
  membersOf(group: Hex): { readonly identity: Address; readonly joinedAt: number }[] {
    return Array.from(this.#groups.get(group)?.keys() ?? [], (identity) => ({
      identity,
      joinedAt: this.joinedAt(group, identity) ?? 0,
    })).filter(({ joinedAt }) => joinedAt > 0);
  }

  /** Second at which the identity joined the group; undefined while it is not in it, or where there is no such group. */
  joinedAt(group: Hex, identity: Address): number | undefined {
    const presence = this.#groups.get(group)?.get(identity);
    return presence?.leftAt === undefined ? presence?.joinedAt : undefined;
  }

  /** Of one publisher: a member, or Membership itself for the consortium. */
  notice(publisher: Address, notice: Digest): Readonly<Notice> | undefined {
    return this.#notices.get(this.#noticeKey({ publisher, notice }));
  }

  /** The notices of a digest that count for a holder's subjects: its own and the consortium's. Whoever else publishes
   *  the same digest has another notice. */
  notices(digest: Digest, holder: Address): readonly Readonly<Notice>[] {
    const known = [holder, CONSORTIUM].map((publisher) => this.#notices.get(`${publisher} ${digest}`));
    return known.filter((notice) => notice !== undefined);
  }

  /** All that counts, or counted, for a holder's subjects, in the order in which they were first published. */
  *noticesFor(holder: Address): Generator<PublishedNotice> {
    for (const [key, { publishedAt, withdrawnAt }] of this.#notices) {
      const [by = '', notice] = key.split(' ');
      if (![holder as string, CONSORTIUM].includes(by)) continue;
      yield {
        notice: notice as Digest,
        by: by === (holder as string) ? 'holder' : 'consortium',
        publishedAt,
        withdrawnAt,
      };
    }
  }

  #add({ identity, principal, ordinal, roles }: Extract<MemberEvent, { readonly name: 'MemberAdded' }>): void {
    this.#members.set(identity, {
      principal: principal === ZERO_ADDRESS ? identity : principal,
      number: this.#members.size + 1,
      ordinal: Number(ordinal),
      account: identity,
      roles: Number(roles),
      status: 'active',
    });
    this.#identities.set(identity, identity);
  }

  /** Only members and the consortium publish; what is no member is Membership's own address. */
  #noticeKey({ publisher, notice }: { readonly publisher: Address; readonly notice: Digest }): string {
    return `${this.#members.has(publisher) ? publisher : CONSORTIUM} ${notice}`;
  }

  #change(event: Extract<MemberEvent, { readonly identity: Address }>): void {
    const member = this.#members.get(event.identity);
    if (member === undefined) return;
    if (event.name === 'MemberRotated') member.account = event.to;
    if (event.name === 'MemberRolesSet') member.roles = Number(event.roles);
    if (event.name === 'MemberSuspended') member.status = 'suspended';
    if (event.name === 'MemberResumed') member.status = 'active';
    if (event.name === 'MemberRemoved') member.status = 'removed';
  }

  #present(group: GroupId, identity: Address, joins: boolean, now: number): void {
    const presences = this.#groups.get(group) ?? new Map<Address, Presence>();
    this.#groups.set(group, presences);
    const joinedAt = joins ? now : (presences.get(identity)?.joinedAt ?? now);
    presences.set(identity, { joinedAt, leftAt: joins ? undefined : now });
  }
}
