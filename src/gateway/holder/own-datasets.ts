import { keccak256 } from 'ethers';
import { toldKinds } from '../../consent/told-kinds.ts';
import { concat, fromHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Address, DatasetId, Digest } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { purposeWords } from '../../core/purposes.ts';
import { checkName } from '../../core/spoken-name.ts';
import { Turns } from '../../core/turns.ts';
import type { Vault } from '../../vault/vault.ts';
import type { RequestAttempt } from '../http/request-attempt.ts';
import type { DatasetRecord } from '../ledger/directory-records.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { DatasetName, GatewayRecords } from '../records/gateway-records.ts';

/** Datasets as the ledger has them, with what this holder calls its own. */
export class OwnDatasets {
  readonly #vault: Vault;
  readonly #names: GatewayRecords['datasets'];
  readonly #state: LedgerState;
  readonly #holder: Address;
  /** By volume of a version, which never changes. */
  readonly #kinds = new Map<number, Readonly<Record<string, number>>>();
  /** Two of one name must not be registered at once. */
  readonly #naming = new Turns();

  constructor(on: {
    readonly vault: Vault;
    readonly names: GatewayRecords['datasets'];
    readonly state: LedgerState;
    readonly holder: Address;
  }) {
    this.#vault = on.vault;
    this.#names = on.names;
    this.#state = on.state;
    this.#holder = on.holder;
  }

  /** Resolves when it is on chain. CONFLICT where another one has its name. */
  async register(
    salt: Digest,
    { name: text, description }: DatasetName,
    attempt: RequestAttempt,
  ): Promise<{ readonly dataset: DatasetId; readonly height: number }> {
    const dataset = datasetIdOf(this.#holder, salt);
    const name = checkName(text, 'The name');
    return this.#naming.take(async () => {
      await this.#refuseNamesake(dataset, name);
      await this.#names.put(dataset, { name, description });
      const call = this.#state.calls.datasets.register(salt);
      const { block } = await this.#state.send(call, { journal: attempt.journal('dataset') });
      await this.#state.reached(block.height);
      return { dataset, height: block.height };
    });
  }

  /** Throws NOT_FOUND. */
  find(dataset: DatasetId): DatasetRecord {
    const record = this.#state.directory.datasets.get(dataset);
    if (record) return record;
    throw new CustosError('NOT_FOUND', 'The ledger knows no such dataset.');
  }

  /** As `find`; FORBIDDEN for another holder's. */
  findOwn(dataset: DatasetId): DatasetRecord {
    const record = this.find(dataset);
    if (record.holder === this.#holder) return record;
    throw new CustosError('FORBIDDEN', 'The dataset belongs to another holder.');
  }

  /** As `findOwn`. NOT_FOUND for a version that is none, CONFLICT for one that is superseded. */
  findOwnVersion(dataset: DatasetId, version: number): { readonly dataset: DatasetId; readonly version: number } {
    const known = this.findOwn(dataset).versions[version - 1];
    if (known === undefined) throw new CustosError('NOT_FOUND', 'The dataset has no such version.');
    if (known.supersededAt === 0) return { dataset, version };
    throw new CustosError('CONFLICT', 'The version was superseded before: nothing of it is released.');
  }

  /** With purposes in words, and how many items this holder's versions have. */
  async describe(record: DatasetRecord) {
    const { dataset, holder, retiredAt } = record;
    const own = holder === this.#holder ? await this.#names.get(dataset) : undefined;
    const { name, description } = own ?? { name: '', description: '' };
    const versions = record.versions.map(({ purposes, ...version }) => {
      const { permission, modifiers } = purposeWords(purposes);
      const items = this.#vault.versions.published(dataset, version.version)?.items;
      return { ...version, permission, modifiers, ...(items === undefined ? {} : { items }) };
    });
    return { dataset, name, description, holder, retiredAt, versions };
  }

  /** As `describe`, with the kinds of what standing versions hold: each is opened once for that. */
  async describeWhole(record: DatasetRecord) {
    const described = await this.describe(record);
    const versions = [];
    for (const version of described.versions) {
      const kinds = version.supersededAt === 0 ? await this.#kindsOf(record.dataset, version.version) : undefined;
      versions.push({ ...version, ...(kinds === undefined ? {} : { kinds }) });
    }
    return { ...described, versions };
  }

  async #kindsOf(dataset: DatasetId, version: number): Promise<Readonly<Record<string, number>> | undefined> {
    const volume = this.#vault.versions.published(dataset, version)?.volume;
    if (volume === undefined) return undefined;
    const kinds = this.#kinds.get(volume) ?? toldKinds(await this.#vault.versions.view(volume));
    this.#kinds.set(volume, kinds);
    return kinds;
  }

  /** Two datasets of one name: whoever names one would mean either. Those that are retired give their names back. */
  async #refuseNamesake(dataset: DatasetId, name: string): Promise<void> {
    for (const other of this.#state.directory.datasets.values()) {
      if (other.dataset === dataset || other.retiredAt !== 0) continue;
      const standing = (await this.#names.get(other.dataset))?.name ?? '';
      if (!isNamesake(standing, name)) continue;
      throw new CustosError(
        'CONFLICT',
        `There is a dataset “${standing}” already, ${other.dataset}, and people could not tell “${name}” from it. Import into that one, or give the new one another name.`,
      );
    }
  }
}

/** As DatasetRegistry.datasetId. */
function datasetIdOf(holder: Address, salt: Digest): DatasetId {
  return keccak256(concat(new Uint8Array(12), fromHex(holder, 20), fromHex(salt, 32))) as DatasetId;
}
