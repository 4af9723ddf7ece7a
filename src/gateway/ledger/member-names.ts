import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { type OrganisationName, type OrganisationOpening, opensOrganisation } from '../../core/organisation.ts';
import { Turns } from '../../core/turns.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import type { Directory } from './directory.ts';
import type { MemberRecord } from './directory-records.ts';

/** What members' organisations are called: the chain has salted commitments alone, and each name here opens one. */
export class MemberNames {
  readonly #kept: GatewayRecords['names'];
  readonly #directory: Directory;
  readonly #openings: Map<Address, OrganisationName>;
  /** Two of one name must not be taken at once. */
  readonly #naming = new Turns();

  private constructor(kept: GatewayRecords['names'], directory: Directory, openings: Map<Address, OrganisationName>) {
    this.#kept = kept;
    this.#directory = directory;
    this.#openings = openings;
  }

  static async open(kept: GatewayRecords['names'], directory: Directory): Promise<MemberNames> {
    return new MemberNames(kept, directory, new Map(await Array.fromAsync(kept.all())));
  }

  /** The name that opens what stands on chain now; undefined where none is known that does. */
  of({ identity, organisation }: MemberRecord): OrganisationName | undefined {
    const opening = this.#openings.get(identity);
    return opening && opensOrganisation(organisation, opening) ? opening : undefined;
  }

  /** As `of`, by the identity. */
  called(identity: Address): OrganisationName | undefined {
    const member = this.#directory.members.get(identity);
    return member && this.of(member);
  }

  /** A member with its name, where one is known. */
  describe(member: MemberRecord): MemberRecord & Partial<OrganisationName> {
    return { ...member, ...this.of(member) };
  }

  /** Keeps a name that opens what stands on chain; durable once resolved, and the same again changes nothing. NOT_FOUND for
   *  no member, INPUT_INVALID where it does not open, CONFLICT where another member has the name that was not removed. */
  async take({ identity, name, salt }: OrganisationOpening): Promise<MemberRecord> {
    const member = this.#directory.members.get(identity);
    if (member === undefined) throw new CustosError('NOT_FOUND', 'There is no such member.');
    if (!opensOrganisation(member.organisation, { name, salt })) {
      throw new CustosError(
        'INPUT_INVALID',
        'The name and salt are not those that the ledger has a digest of for this member. The administrator sets another name.',
      );
    }
    await this.#naming.take(async () => {
      this.#refuseNamesake(member, name);
      await this.#kept.put(identity, { name, salt });
      this.#openings.set(identity, { name, salt });
    });
    return member;
  }

  /** Takes what a founding called its members, as far as it still opens and nobody else took the name since. */
  async begin(founding: readonly OrganisationOpening[]): Promise<void> {
    for (const opening of founding) {
      const member = this.#directory.members.get(opening.identity);
      if (member === undefined || this.of(member) || !opensOrganisation(member.organisation, opening)) continue;
      await this.take(opening).catch((error: unknown) => {
        if (!isCustosError(error, 'CONFLICT')) throw error;
      });
    }
  }

  /** Gateways go by the name of the member that they act for. Whoever is suspended may come back, and keeps its name. */
  #refuseNamesake(member: MemberRecord, name: string): void {
    const other = [...this.#directory.members.values()].find(
      (one) =>
        one.principal !== member.principal && one.status !== 'removed' && isNamesake(this.of(one)?.name ?? '', name),
    );
    if (other === undefined) return;
    throw new CustosError(
      'CONFLICT',
      `There is a member called “${this.of(other)?.name}” already, ${other.identity}, and people could not tell “${name}” from it. Give this one another name, such as with its town.`,
    );
  }
}
