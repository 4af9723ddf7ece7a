import { LRUCache } from 'lru-cache';
import type { DatasetView } from '../../consent/view.ts';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId } from '../../core/ids.ts';
import type { PurposeParameters } from '../../core/purpose-table.ts';
import type { AccessRequest } from '../../core/request.ts';
import type { Vault } from '../../vault/vault.ts';
import type { GatewayRecords } from '../records/gateway-records.ts';
import type { StoredVersion } from './release.ts';

const KEPT = 16;

/** A version as the decision and the stream need it. */
export interface OpenVersion extends StoredVersion {
  readonly decisionView: DatasetView;
}

/** Versions of this holder's datasets, opened when they are first asked for. */
export class StoredVersions {
  readonly #vault: Vault;
  readonly #parameters: GatewayRecords['parameters'];
  readonly #open = new LRUCache<string, Promise<OpenVersion>>({ max: KEPT });

  constructor(vault: Vault, parameters: GatewayRecords['parameters']) {
    this.#vault = vault;
    this.#parameters = parameters;
  }

  /** Undefined where this gateway does not hold the version. */
  async find(dataset: DatasetId, version: number): Promise<OpenVersion | undefined> {
    const summary = this.#vault.versions.published(dataset, version);
    if (summary === null) return undefined;
    const key = `${dataset}/${version}`;
    const known = this.#open.get(key) ?? this.#load(dataset, version, summary.volume);
    this.#open.set(key, known);
    known.catch(() => this.#open.delete(key));
    return known;
  }

  /** What modifiers are compared with; committed to on chain by the version's metadata digest. To be called before
   *  the draft is published, so that no version is without them. */
  async putParameters(volume: number, parameters: PurposeParameters): Promise<void> {
    await this.#parameters.put(String(volume), parameters);
  }

  async #load(dataset: DatasetId, version: number, volume: number): Promise<OpenVersion> {
    const view = await this.#vault.versions.view(volume);
    const parameters = await this.#parameters.get(String(volume));
    if (parameters === undefined) {
      const message = `The conditions of version ${version} of ${dataset} are gone. Restore the vault from a backup.`;
      throw new CustosError('STORE_CORRUPT', message);
    }
    const subjects = Array.from({ length: view.subjects }, (_, ordinal) => view.pseudonym(ordinal));
    const { subjectOf, categories } = view;
    return { volume, view, decisionView: { dataset, version, subjectOf, categories, subjects, parameters } };
  }
}

/** Item numbers that a request's list and selection come to; undefined for all. */
export function candidatesOf({ select, items }: AccessRequest, { view }: StoredVersion): readonly number[] | undefined {
  if (select === undefined) return items;
  if (select.from !== undefined || select.until !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Items carry no dates to select by. Select by types or modalities.');
  }
  const wanted = new Set([...(select.types ?? []), ...(select.modalities ?? [])]);
  const kinds = new Set(view.kinds.flatMap((kind, number) => (wanted.has(kind) ? [number] : [])));
  const all = items ?? Array.from({ length: view.items }, (_, item) => item);
  return all.filter((item) => kinds.has(view.kindOf[item] ?? -1));
}
