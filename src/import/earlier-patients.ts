import { NO_DEMOGRAPHICS } from '../core/demographics.ts';
import type { Pseudonym } from '../core/ids.ts';
import { normalUrl } from '../core/patient-identifier.ts';
import { normalId } from '../interop/fhir-mark.ts';
import type { Subjects } from '../vault/subjects.ts';
import { absoluteName, type FhirIndex } from './fhir-index.ts';
import { identityHashesOf } from './identity-marks.ts';
import type { Person, Persons } from './persons.ts';
import { sourceAliases } from './source-aliases.ts';

/** Adds the patients of earlier imports whom this one names without holding their Patient: an increment holds what
 *  changed, and few of its resources come with the patient. `gone` are ids of Patients that the server deleted. */
export async function addEarlierPatients(
  index: FhirIndex,
  persons: Persons,
  options: {
    readonly subjects: Subjects;
    readonly servers: readonly string[];
    readonly gone: ReadonlySet<string>;
    readonly isMerged: (pseudonym: Pseudonym) => boolean;
  },
): Promise<Persons> {
  const present = new Set(index.livePatients().map(([, { id }]) => normalId(id)));
  const gone = new Set([...options.gone].map(normalId));
  const ids = [...new Set(index.names.list.map((name) => idIn(name, options.servers)))].filter(
    (id) => id !== null && !present.has(id) && !gone.has(id),
  ) as string[];
  const aliases = ids.map((id) => sourceAliases(id, options.servers));
  const known = await options.subjects.lookUp(aliases);
  const found = new Map(persons.found);
  const held = new Map(persons.held);
  for (const [i, id] of ids.entries()) {
    const own = known[i] ?? [];
    const [pseudonym = null, other] = new Set(own.flatMap(({ pseudonyms }) => pseudonyms));
    const erased = own.some((one) => one.erased);
    if (other !== undefined || (pseudonym === null && !erased)) continue;
    const ordinal = index.patients.push({ ...NOBODY, id }) - 1;
    const person: Person = {
      identifier: '',
      pseudonym: erased ? null : pseudonym,
      erased,
      aliases: [],
      demographics: NO_DEMOGRAPHICS,
    };
    if (pseudonym !== null && (persons.unsettled.has(pseudonym) || options.isMerged(pseudonym)))
      held.set(ordinal, 'merged-record');
    else found.set(ordinal, person);
  }
  return { ...persons, found, held };
}

/** Stands for a patient of earlier imports whom this one does not hold. */
const SOMEBODY = -2;

/** Whom the marks of this import mean by the numbers of the vault's patients: ordinals by hash of the mark. A number
 *  names its patient whether or not the export holds the Patient. */
export async function earlierNumbers(
  index: FhirIndex,
  { found, merged }: Persons,
  subjects: Subjects,
): Promise<Map<number, Set<number>>> {
  const marks = new Set<number>();
  for (const [, hash] of index.marks.all()) marks.add(hash);
  const patients = new Map<number, Set<number>>();
  if (marks.size === 0) return patients;
  const ordinals = new Map([...found].map(([ordinal, { pseudonym }]) => [pseudonym, ordinal]));
  const survivors = new Map(merged.map(({ replaced, survivor }) => [replaced, survivor]));
  for await (const [pseudonym, hashes] of subjects.identityHashes(identityHashesOf(index.seed))) {
    const named = hashes.filter((hash) => marks.has(hash));
    if (named.length === 0) continue;
    const ordinal = ordinals.get(survivors.get(pseudonym) ?? pseudonym) ?? SOMEBODY;
    for (const hash of named) patients.set(hash, (patients.get(hash) ?? new Set()).add(ordinal));
  }
  return patients;
}

const NOBODY = {
  entry: -1,
  current: [],
  former: [],
  problem: null,
  demographics: NO_DEMOGRAPHICS,
  links: [],
  inactive: false,
  deceased: false,
  named: false,
};

/** The id of a Patient on one of the export's servers that a name of the index holds. */
function idIn(name: string, servers: readonly string[]): string | null {
  if (/^[iuU]/.test(name)) return name.slice(1);
  const absolute = absoluteName(name);
  return absolute !== null && isServer(absolute.base, servers) ? absolute.id : null;
}

function isServer(base: string, servers: readonly string[]): boolean {
  return servers.includes(normalUrl(base));
}
