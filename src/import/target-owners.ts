import { normalUrl } from '../core/patient-identifier.ts';
import { DUPLICATE, type FhirIndex, foreignHash } from './fhir-index.ts';
import { eachInTurns, type OthersTurn, sortedInTurns } from './turned-sort.ts';

/** Finds the entries that others are about; see `targetsOf`. Its time grows with the entries and the
 *  logarithm of the references, its memory with the references. */
export class TargetOwners {
  readonly #index: FhirIndex;
  /** Hashes of type and id that others are about, in ascending order, and the entry of each, or NOT_HERE. */
  readonly #hashes: Float64Array;
  readonly #entries: Int32Array;
  /** Whether all servers that references to such entries name are the export's own. */
  readonly #trusted: boolean;

  private constructor(index: FhirIndex, trusted: boolean, hashes: Float64Array) {
    this.#index = index;
    this.#trusted = trusted;
    this.#hashes = hashes;
    this.#entries = new Int32Array(hashes.length).fill(NOT_HERE);
  }

  /** `servers`: the export's own, as `normalUrl` spells them. Others take their turns meanwhile. */
  static async of(index: FhirIndex, servers: readonly string[], othersTurn: OthersTurn): Promise<TargetOwners> {
    const trusted = [...index.targetServers].every((server) => servers.includes(normalUrl(server)));
    const known = index.targets.data().hash.filter((hash) => !Number.isNaN(hash));
    const hashes = await sortedInTurns(
      known.map((hash) => (hash < 0 ? foreignHash(hash) : hash)),
      othersTurn,
    );
    const owners = new TargetOwners(index, trusted, hashes);
    if (hashes.length > 0) await eachInTurns(index.size, othersTurn, (entry) => owners.#meet(entry));
    return owners;
  }

  #meet(entry: number): void {
    const at = firstAt(this.#hashes, this.#index.idHashOf(entry));
    if (at !== -1 && this.#index.owner.at(entry) !== DUPLICATE) this.#entries[at] = entry;
  }

  /** Whether an entry is about others. */
  has(entry: number): boolean {
    return this.#index.targets.of(entry).next().done !== true;
  }

  /** The entries that an entry is about; null for one that the import does not hold, or that cannot be told. */
  *of(entry: number): Generator<number | null> {
    for (const hash of this.#index.targets.of(entry)) {
      const at = hash < 0 && !this.#trusted ? -1 : firstAt(this.#hashes, hash < 0 ? foreignHash(hash) : hash);
      const found = at === -1 ? NOT_HERE : (this.#entries[at] ?? NOT_HERE);
      yield found === NOT_HERE ? null : found;
    }
  }
}

const NOT_HERE = -1;

/** Where a number first stands in an ascending row; -1 where it does not, as UNKNOWN_TARGET never does. */
function firstAt(row: Float64Array, wanted: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((row[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return row[low] === wanted ? low : -1;
}
