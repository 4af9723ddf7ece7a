import type { Address, DatasetId, Digest, PermitId } from '../../core/ids.ts';
import { mondoId } from '../../core/purposes.ts';
import type { ChainEvent } from '../source/sources.ts';
import { EventArgs } from './event-args.ts';

export const RELATIONS = [
  'derivedFrom',
  'deidentifiedFrom',
  'subsetOf',
  'mergedFrom',
  'annotates',
  'synthesizedFrom',
  'abstractedFrom',
] as const;

export interface Edge {
  readonly dataset: DatasetId;
  readonly version: number;
  readonly relation: (typeof RELATIONS)[number] | undefined;
}

export interface Version {
  readonly height: number;
  readonly manifestRoot: Digest;
  readonly metadataDigest: Digest;
  readonly purposes: bigint;
  readonly sharedCount: number;
  readonly identifiable: boolean;
  /** Only a grant that names the dataset and the requester counts. */
  readonly asksEachTime: boolean;
  readonly edges: Edge[];
  supersededAt?: number;
}

export interface Dataset {
  readonly holder: Address;
  readonly versions: Map<number, Version>;
  /** Height of the retirement. */
  retiredAt?: number;
}

export interface Permit {
  readonly height: number;
  readonly requester: Address;
  readonly dataset: DatasetId;
  readonly from: number;
  readonly until: number;
  readonly purpose: number;
  readonly delivery: number;
  readonly basis: number;
  readonly identifiable: boolean;
  readonly emergency: boolean;
  readonly attested: bigint;
  /** MONDO id; undefined where the permit names none. */
  readonly disease: string | undefined;
  /** Of the recipient's key where delivery is sealed; else of the persons who may use it, or zero. */
  readonly recipientKeyDigest: Digest;
  readonly termsDigest: Digest;
  countersigned?: { readonly height: number; readonly authority: Address };
  acceptedAt?: number;
  revokedAt?: number;
}

/** Datasets, versions and permits, replayed from their registries' events. */
export class Datasets {
  readonly #datasets = new Map<DatasetId, Dataset>();
  readonly #permits = new Map<PermitId, Permit>();
  /** Of versions to come: the contract declares a descent before it publishes. */
  readonly #edges = new Map<string, Edge[]>();

  /** False where the event is of another contract. */
  apply(event: ChainEvent): boolean {
    const { height } = event;
    const args = new EventArgs(event);
    switch (event.name) {
      case 'DatasetRegistered':
        this.#datasets.set(args.hex('dataset'), { holder: args.hex('holder'), versions: new Map() });
        return true;
      case 'DatasetPublished':
        this.#publish(height, args);
        return true;
      case 'DatasetDescended':
        this.#descend(args);
        return true;
      case 'DatasetSuperseded':
        mark(this.version(args.hex('dataset'), args.number('version')), 'supersededAt', height);
        return true;
      case 'DatasetRetired':
        mark(this.#datasets.get(args.hex('dataset')), 'retiredAt', height);
        return true;
      case 'PermitIssued':
        this.#permits.set(args.number('permit'), readPermit(height, args.struct('terms')));
        return true;
      case 'PermitCountersigned':
        this.#countersign(height, args);
        return true;
      case 'PermitAccepted':
        mark(this.#permits.get(args.number('permit')), 'acceptedAt', height);
        return true;
      case 'PermitRevoked':
        mark(this.#permits.get(args.number('permit')), 'revokedAt', height);
        return true;
      default:
        return false;
    }
  }

  dataset(id: DatasetId): Dataset | undefined {
    return this.#datasets.get(id);
  }

  version(id: DatasetId, version: number): Version | undefined {
    return this.#datasets.get(id)?.versions.get(version);
  }

  /** Whether any version names parameters of the digest. */
  hasMetadata(digest: Digest): boolean {
    const versions = [...this.#datasets.values()].flatMap((dataset) => [...dataset.versions.values()]);
    return versions.some(({ metadataDigest }) => metadataDigest === digest);
  }

  permit(id: PermitId): Permit | undefined {
    return this.#permits.get(id);
  }

  #descend(args: EventArgs): void {
    const [dataset, version] = [args.hex<DatasetId>('dataset'), args.number('version')];
    const known = this.version(dataset, version)?.edges;
    if (known !== undefined) known.push(readEdge(args));
    else
      this.#edges.set(`${dataset}/${version}`, [...(this.#edges.get(`${dataset}/${version}`) ?? []), readEdge(args)]);
  }

  #publish(height: number, args: EventArgs): void {
    const publication = args.struct('publication');
    const declared = `${args.hex('dataset')}/${args.number('version')}`;
    this.#datasets.get(args.hex('dataset'))?.versions.set(args.number('version'), {
      height,
      manifestRoot: publication.hex('manifestRoot'),
      metadataDigest: publication.hex('metadataDigest'),
      purposes: publication.bigint('purposes'),
      sharedCount: publication.number('sharedCount'),
      identifiable: publication.flag('identifiable'),
      asksEachTime: publication.number('policy') === 1,
      edges: this.#edges.get(declared) ?? [],
    });
  }

  #countersign(height: number, args: EventArgs): void {
    const permit = this.#permits.get(args.number('permit'));
    if (permit !== undefined) permit.countersigned ??= { height, authority: args.hex('authority') };
  }
}

/** The first time counts: later calls change nothing on chain. */
function mark<K extends string>(target: { [key in K]?: number } | undefined, key: K, height: number): void {
  if (target !== undefined) target[key] ??= height as { [key in K]?: number }[K];
}

function readEdge(args: EventArgs): Edge {
  const relation = RELATIONS[args.number('relation')];
  return { dataset: args.hex('parentDataset'), version: args.number('parentVersion'), relation };
}

function readPermit(height: number, terms: EventArgs): Permit {
  return {
    height,
    requester: terms.hex('requester'),
    dataset: terms.hex('dataset'),
    from: terms.number('from'),
    until: terms.number('until'),
    purpose: terms.number('purpose'),
    delivery: terms.number('delivery'),
    basis: terms.number('basis'),
    identifiable: terms.flag('identifiable'),
    emergency: terms.flag('emergency'),
    attested: terms.bigint('attested'),
    disease: mondoId(terms.number('disease')),
    recipientKeyDigest: terms.hex('recipientKeyDigest'),
    termsDigest: terms.hex('termsDigest'),
  };
}
