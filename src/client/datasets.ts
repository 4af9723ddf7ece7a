import type { Address, DatasetId, Digest } from '../core/ids.ts';
import { address, boolean, digest, integer, members, oneOf, optional, recordOf } from '../core/shape.ts';
import { answerOf, anyText, count, ENDED, type Ended, listAt, many, type ShapeOf, texts } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';

/** Times in seconds since 1970 UTC. */
export interface DatasetVersion {
  readonly version: number;
  readonly manifestRoot: Digest;
  readonly publishedAt: number;
  /** 0 for one that stands. */
  readonly supersededAt: number;
  /** Code of the DUO permission, such as HMB. */
  readonly permission: string;
  /** Codes of its modifiers, such as NCU. */
  readonly modifiers: readonly string[];
  /** Whether items may identify people. */
  readonly identifiable: boolean;
  /** `ask-each-time`: only consents that name the dataset and the requester count. */
  readonly policy: 'standing-consent' | 'ask-each-time';
  /** Absent for what another gateway holds. */
  readonly items?: number;
  /** How many people have items of each kind, in full tens, from ten on; where one dataset was read (`readDataset`), of versions that
   *  stand and that the gateway holds. */
  readonly kinds?: Readonly<Record<string, number>>;
  /** Items of nobody. */
  readonly sharedCount: number;
}

/** A dataset as the gateway shows it; times in seconds since 1970 UTC. What a download is verified against comes from the
 *  ledger (`downloadTrust` of `custos/ledger`), not from here. */
export interface Dataset {
  readonly dataset: DatasetId;
  /** Empty for another holder's. */
  readonly name: string;
  /** Empty for another holder's. */
  readonly description: string;
  readonly holder: Address;
  /** 0 for one that is not retired. */
  readonly retiredAt: number;
  readonly versions: readonly DatasetVersion[];
}

/** A dataset that is registered, and the height of its block. */
export interface CreatedDataset {
  readonly dataset: DatasetId;
  readonly height: number;
}

/** A version, and one that it came from. */
export interface LineageEdge {
  readonly dataset: DatasetId;
  readonly version: number;
  /** How it came of its parent, such as derivedFrom. */
  readonly relation: string;
  readonly parentDataset: DatasetId;
  readonly parentVersion: number;
}

const VERSION: ShapeOf<DatasetVersion> = {
  version: integer(1),
  manifestRoot: digest,
  publishedAt: count,
  supersededAt: count,
  permission: anyText,
  modifiers: texts,
  identifiable: boolean,
  policy: oneOf('standing-consent', 'ask-each-time'),
  items: optional(count),
  kinds: optional(recordOf(count)),
  sharedCount: count,
};
const DATASET: ShapeOf<Dataset> = {
  dataset: digest,
  name: anyText,
  description: anyText,
  holder: address,
  retiredAt: count,
  versions: many(members(VERSION, 'version')),
};
const CREATED: ShapeOf<CreatedDataset> = { dataset: digest, height: count };
const EDGE: ShapeOf<LineageEdge> = {
  dataset: digest,
  version: integer(1),
  relation: anyText,
  parentDataset: digest,
  parentVersion: integer(1),
};

/** Every dataset of the ledger, this holder's with their names. */
export async function listDatasets(gateway: GatewayClient): Promise<Dataset[]> {
  return listAt(gateway, '/v1/datasets', 'datasets', DATASET);
}

/** NOT_FOUND where there is none. */
export async function readDataset(gateway: GatewayClient, dataset: DatasetId): Promise<Dataset> {
  return answerOf(gateway, ['GET', `/v1/datasets/${dataset}`], DATASET);
}

/** The number of the newest version that is released; undefined where there is none. */
export function newestVersion({ versions }: Pick<Dataset, 'versions'>): number | undefined {
  return versions.findLast(({ supersededAt }) => supersededAt === 0)?.version;
}

/** Registers a dataset, as its holder; it is on chain when this resolves. An answer that is lost on the way is asked for again,
 *  so that nothing is registered twice. CONFLICT where another one of the holder's is called so. */
export async function createDataset(
  gateway: GatewayClient,
  named: { readonly name: string; readonly description?: string },
): Promise<CreatedDataset> {
  return create(gateway, '/v1/datasets', named, CREATED);
}

/** What versions of a dataset came from, and what came from them. */
export async function readLineage(gateway: GatewayClient, dataset: DatasetId): Promise<readonly LineageEdge[]> {
  const shape = { edges: many(members(EDGE, 'edge')) };
  return (await answerOf<{ edges: LineageEdge[] }>(gateway, ['GET', `/v1/datasets/${dataset}/lineage`], shape)).edges;
}

/** Stops releases of one version for ever, as its holder. The digest of the `reason` goes on chain. */
export async function supersedeVersion(
  gateway: GatewayClient,
  dataset: DatasetId,
  version: number,
  reason: string,
): Promise<Ended> {
  const path = `/v1/datasets/${dataset}/versions/${version}/supersession`;
  return answerOf(gateway, ['POST', path], ENDED, { json: { reason } });
}

/** Stops releases of a dataset for ever, as its holder. The digest of the `reason` goes on chain. */
export async function retireDataset(gateway: GatewayClient, dataset: DatasetId, reason: string): Promise<Ended> {
  return answerOf(gateway, ['POST', `/v1/datasets/${dataset}/retirement`], ENDED, { json: { reason } });
}
