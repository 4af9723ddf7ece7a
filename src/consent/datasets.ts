import type { Address, DatasetId } from '../core/ids.ts';
import type { Purposes } from '../core/purposes.ts';
import type { DatasetEvent } from './events.ts';

export interface DatasetVersion {
  readonly purposes: Purposes;
  readonly policy: 'standing-consent' | 'ask-each-time';
  readonly identifiable: boolean;
  readonly superseded: boolean;
}

export interface Dataset {
  readonly holder: Address;
  readonly retired: boolean;
}

const ASK_EACH_TIME = 1;

/** What is kept of the projection. */
export interface DatasetRows {
  readonly datasets: ReadonlyMap<DatasetId, Dataset>;
  readonly versions: ReadonlyMap<string, DatasetVersion>;
}

/** Datasets and their versions: a projection of DatasetRegistry's events. */
export class Datasets {
  readonly #datasets: Map<DatasetId, Dataset>;
  readonly #versions: Map<string, DatasetVersion>;

  constructor({ datasets, versions }: DatasetRows = { datasets: new Map(), versions: new Map() }) {
    this.#datasets = new Map(datasets);
    this.#versions = new Map(versions);
  }

  get rows(): DatasetRows {
    return { datasets: this.#datasets, versions: this.#versions };
  }

  apply(event: DatasetEvent): void {
    const { dataset } = event;
    switch (event.name) {
      case 'DatasetRegistered':
        this.#datasets.set(dataset, { holder: event.holder, retired: false });
        return;
      case 'DatasetRetired': {
        const known = this.#datasets.get(dataset);
        if (known !== undefined) this.#datasets.set(dataset, { ...known, retired: true });
        return;
      }
      case 'DatasetSuperseded': {
        const known = this.version(dataset, Number(event.version));
        if (known !== undefined) this.#versions.set(keyOf(dataset, event.version), { ...known, superseded: true });
        return;
      }
      case 'DatasetPublished':
        this.#versions.set(keyOf(dataset, event.version), {
          purposes: BigInt(event.publication.purposes),
          policy: Number(event.publication.policy) === ASK_EACH_TIME ? 'ask-each-time' : 'standing-consent',
          identifiable: event.publication.identifiable,
          superseded: false,
        });
    }
  }

  dataset(id: DatasetId): Dataset | undefined {
    return this.#datasets.get(id);
  }

  version(id: DatasetId, version: number): DatasetVersion | undefined {
    return this.#versions.get(keyOf(id, version));
  }
}

function keyOf(dataset: DatasetId, version: number | bigint): string {
  return `${dataset}/${version}`;
}
