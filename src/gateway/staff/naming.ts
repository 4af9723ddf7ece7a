import type { Address, DatasetId, Digest, GroupId, Pseudonym } from '../../core/ids.ts';
import type { Subjects } from '../../vault/subjects.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import type { Naming } from './act-facts.ts';
import type { Persons } from './persons.ts';

interface Named {
  readonly name?: string | undefined;
}

interface NamingSources {
  /** What members' organisations are called. */
  readonly names: { called(identity: Address): Named | undefined };
  readonly groups: { called(group: GroupId): string | undefined };
  readonly datasets: Pick<GatewayRecords['datasets'], 'get'>;
  readonly staff: Persons;
  readonly subjects: Pick<Subjects, 'identifierOf'>;
}

/** What ids go by at this node: members, groups, datasets, persons of the organisation, and patients by the number that the holder
 *  knows them by. */
export function namingOf({ names, groups, datasets, staff, subjects }: NamingSources): Naming {
  return async (id) => {
    if (id.length === 42) return names.called(id as Address)?.name;
    const own = staff.known(id as Digest)?.name ?? groups.called(id as GroupId);
    if (own !== undefined) return own;
    const dataset = (await datasets.get(id as DatasetId))?.name;
    return dataset ?? (await subjects.identifierOf(id as Pseudonym));
  };
}
