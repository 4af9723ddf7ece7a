import { type Dataset, listDatasets } from '../client/datasets.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { isCustosError } from '../core/errors.ts';
import { distinctNames } from '../core/namesakes.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { shortId } from './pick.ts';

/** A dataset for people: its name in quotes where the gateway knows one that no other dataset has or looks like, else the beginning of its
 *  id. */
export interface DatasetNames {
  (dataset: string): string;
  /** Undefined where it has no name that is its alone. */
  called(dataset: string): string | undefined;
}

/** Names are of help, and nothing rests on them: where they cannot be had, datasets go by their ids. */
export async function datasetNames(client: GatewayClient): Promise<DatasetNames> {
  const datasets = await namedDatasets(client);
  const names = new Map(datasets.map(({ dataset, name }) => [dataset as string, nameOfOthers(name) ?? '']));
  const distinct = distinctNames([...names.values()]);
  const called = (dataset: string): string | undefined => {
    const name = names.get(dataset);
    return name && distinct.has(name) ? `“${name}”` : undefined;
  };
  const shown = (dataset: string) => (names.has(dataset) ? shortId(dataset, names.keys()) : dataset);
  return Object.assign((dataset: string) => called(dataset) ?? shown(dataset), { called });
}

async function namedDatasets(client: GatewayClient): Promise<Dataset[]> {
  try {
    return await listDatasets(client);
  } catch (error) {
    if (isCustosError(error)) return [];
    throw error;
  }
}
