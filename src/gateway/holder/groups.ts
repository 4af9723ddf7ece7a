import { CustosError } from '../../core/errors.ts';
import { type GroupName, groupId, groupLabel } from '../../core/group.ts';
import type { Address, GroupId } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { Turns } from '../../core/turns.ts';
import { memberWarnings } from '../consents/without-effect.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { GroupRecord } from '../ledger/directory-records.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { MemberNames } from '../ledger/member-names.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';

interface GroupsOptions {
  readonly kept: GatewayRecords['groups'];
  readonly state: LedgerState;
  readonly members: MemberNames;
  readonly holder: Address;
}

/** Groups of members as the ledger has them, with what they are called, and what the holder does with its own. */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #openings: Map<GroupId, GroupName>;
  /** Two of one name must not be taken at once. */
  readonly #naming = new Turns();

  private constructor(options: GroupsOptions, openings: Map<GroupId, GroupName>) {
    this.#options = options;
    this.#openings = openings;
  }

  static async open(options: GroupsOptions): Promise<Groups> {
    return new Groups(options, new Map(await Array.fromAsync(options.kept.all())));
  }

  /** In the order of their creation. */
  list(): readonly GroupRecord[] {
    return [...this.#options.state.directory.groups.values()];
  }

  /** What a group goes by here; undefined where that is not known, and for no group. */
  called(group: GroupId): string | undefined {
    return this.#openings.get(group)?.name;
  }

  /** A group with its name, where one is known, and who is in it. */
  describe(record: GroupRecord) {
    const members = this.#options.state.index.members.membersOf(record.group);
    return { ...record, ...this.#openings.get(record.group), members };
  }

  /** Resolves when it is on chain, kept by the holder. CONFLICT where another group, or a member, has its name. */
  async create(named: GroupName, attempt: RequestAttempt): Promise<GroupRecord> {
    const { state, holder } = this.#options;
    const label = groupLabel(named);
    const group = groupId(state.reader.ledger.membership, holder, label);
    return this.#naming.take(async () => {
      this.#refuseNamesake(group, named.name);
      await this.#keep(group, named);
      if (!state.directory.groups.has(group)) {
        const call = state.calls.membership.createGroup(label);
        const { block } = await state.send(call, { journal: attempt.journal('group') });
        await state.reached(block.height);
      }
      return this.find(group);
    });
  }

  /** Keeps a name that opens the label on chain; durable once resolved, and the same again changes nothing. NOT_FOUND for no
   *  group, INPUT_INVALID where it does not open, CONFLICT as `create`. */
  async name(group: GroupId, named: GroupName): Promise<GroupRecord> {
    const record = this.find(group);
    if (groupLabel(named) !== record.label) {
      throw new CustosError(
        'INPUT_INVALID',
        'The name and salt are not those that the ledger has a digest of for this group. A group keeps its name: create another one.',
      );
    }
    await this.#naming.take(async () => {
      this.#refuseNamesake(group, named.name);
      await this.#keep(group, named);
    });
    return record;
  }

  /** Resolves when the member is in it; also where it was before. */
  async join(group: GroupId, identity: Address): Promise<GroupRecord> {
    const { state } = this.#options;
    const record = this.#findOwn(group);
    const [gone] = memberWarnings(state, identity);
    if (gone !== undefined) throw new CustosError('INPUT_INVALID', `${gone} Nothing was done.`);
    if (state.index.members.joinedAt(group, identity) === undefined)
      await this.#send(state.calls.membership.joinGroup(group, identity));
    return record;
  }

  /** Resolves when the member is out of it. NOT_FOUND where it was not in it. */
  async leave(group: GroupId, identity: Address): Promise<GroupRecord> {
    const { state } = this.#options;
    const record = this.#findOwn(group);
    if (state.index.members.joinedAt(group, identity) === undefined)
      throw new CustosError('NOT_FOUND', `${identity} is not in the group ${group}.`);
    await this.#send(state.calls.membership.leaveGroup(group, identity));
    return record;
  }

  /** Throws NOT_FOUND. */
  find(group: GroupId): GroupRecord {
    const record = this.#options.state.directory.groups.get(group);
    if (record) return record;
    throw new CustosError('NOT_FOUND', `The ledger knows no group ${group}.`);
  }

  #findOwn(group: GroupId): GroupRecord {
    const record = this.find(group);
    if (record.steward === this.#options.holder) return record;
    throw new CustosError(
      'FORBIDDEN',
      `The group ${group} is kept by another: it is theirs to say who joins it. A member leaves it by a transaction of its own.`,
    );
  }

  async #send(call: Parameters<LedgerState['send']>[0]): Promise<void> {
    const { state } = this.#options;
    const { block } = await state.send(call);
    await state.reached(block.height);
  }

  async #keep(group: GroupId, { name, salt }: GroupName): Promise<void> {
    await this.#options.kept.put(group, { name, salt });
    this.#openings.set(group, { name, salt });
  }

  /** A consent names either by one word, and no group ends: its name is never given back. */
  #refuseNamesake(group: GroupId, name: string): void {
    const { state, members } = this.#options;
    const groups = this.list().flatMap((one) => {
      const standing = one.group === group ? undefined : this.#openings.get(one.group)?.name;
      return standing === undefined ? [] : [{ what: 'group', name: standing, id: one.group as string }];
    });
    const others = [...state.directory.members.values()].flatMap((one) => {
      const standing = one.status === 'removed' ? undefined : members.of(one)?.name;
      return standing === undefined ? [] : [{ what: 'member', name: standing, id: one.identity as string }];
    });
    const other = [...groups, ...others].find((one) => isNamesake(one.name, name));
    if (other === undefined) return;
    throw new CustosError(
      'CONFLICT',
      `There is a ${other.what} called “${other.name}” already, ${other.id}, and people could not tell “${name}” from it. Give the group another name, such as with its purpose.`,
    );
  }
}
