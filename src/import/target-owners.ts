import { normalUrl } from '../core/patient-identifier.ts';
import { DUPLICATE, type FhirIndex, foreignHash } from './fhir-index.ts';

/** Finds the entries that others are about; see `targetsOf`. Its time grows with the entries and the references. */
export class TargetOwners {
  readonly #index: FhirIndex;
  readonly #entries = new Map<number, number>();
  /** Whether all servers that references to such entries name are the export's own. */
  readonly #trusted: boolean;

  /** `servers`: the export's own, as `normalUrl` spells them. */
  constructor(index: FhirIndex, servers: readonly string[]) {
    this.#index = index;
    this.#trusted = [...index.targetServers].every((server) => servers.includes(normalUrl(server)));
    const wanted = new Set<number>();
    for (const [, hash] of index.targets.all()) wanted.add(hash < 0 ? foreignHash(hash) : hash);
    if (wanted.size === 0) return;
    for (let entry = 0; entry < index.size; entry++) {
      const hash = index.idHashOf(entry);
      if (hash >= 0 && wanted.has(hash) && index.owner.at(entry) !== DUPLICATE) this.#entries.set(hash, entry);
    }
  }

  /** Whether an entry is about others. */
  has(entry: number): boolean {
    return this.#index.targets.of(entry).next().done !== true;
  }

  /** The entries that an entry is about; null for one that the import does not hold, or that cannot be told. */
  *of(entry: number): Generator<number | null> {
    for (const hash of this.#index.targets.of(entry)) {
      if (Number.isNaN(hash) || (hash < 0 && !this.#trusted)) yield null;
      else yield this.#entries.get(hash < 0 ? foreignHash(hash) : hash) ?? null;
    }
  }
}
