import type { GatewayClient } from '../client/gateway-client.ts';
import { listResolutions } from '../client/resolutions.ts';
import { listStaff } from '../client/staff.ts';
import type { Digest } from '../core/ids.ts';
import { ifShown } from './if-shown.ts';
import { memberNames } from './member-names.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

/** A person of an organisation, for people to read: its name where the caller may see it, else the beginning of its pseudonym, with the
 *  organisation where it is said `of` which. */
export interface PersonNames {
  (person: Digest, of?: string): string;
  /** How to learn whose they are, where one of the persons goes by its pseudonym. */
  askLines(persons: Iterable<Digest | undefined>): string[];
}

/** Names are for the organisation itself, for its own administrators and auditors, and for who asked it whose a pseudonym is.
 *  `persons` are those of one list: each is told from the others. */
export async function personNames(
  gateway: GatewayClient,
  persons: Iterable<Digest | undefined> = [],
  members?: (member: string) => string,
): Promise<PersonNames> {
  const [staff, asked, organisation] = await Promise.all([
    ifShown(listStaff(gateway)),
    ifShown(listResolutions(gateway)),
    members ?? memberNames(gateway),
  ]);
  const told = asked.flatMap(({ person, name }) => (name === undefined ? [] : [[person, name] as const]));
  const names = new Map([...told, ...staff.map(({ person, name }) => [person, name] as const)]);
  const all = [...new Set([...persons].flatMap((one) => one ?? []))];
  const askLines = (persons: Iterable<Digest | undefined>) => {
    const isUnnamed = [...persons].some((one) => one !== undefined && !names.has(one));
    if (!isUnnamed) return [];
    return [
      `Whose a pseudonym is, an auditor asks its organisation: ${ownCommand('person resolve PSEUDONYM --reason TEXT')}.`,
    ];
  };
  const nameOf = (person: Digest, of?: string) => {
    const short = of === undefined ? shortId(person, all) : `${shortId(person, all)} of ${organisation(of)}`;
    return names.get(person) ?? short;
  };
  return Object.assign(nameOf, { askLines });
}
