import type { GatewayClient } from '../client/gateway-client.ts';
import { isCustosError } from '../core/errors.ts';
import { ZERO_DIGEST } from '../core/ids.ts';
import type { DatasetAnswer } from './answers.ts';

/** A dataset for people: its name in quotes where the gateway knows one that no other dataset has, else its id; `all` for
 *  all of the holder's. */
export type DatasetNames = (dataset: string) => string;

/** Names are of help, and nothing rests on them: where they cannot be had, datasets go by their ids. */
export async function datasetNames(client: GatewayClient): Promise<DatasetNames> {
  const names = new Map((await namedDatasets(client)).map(({ dataset, name }) => [dataset as string, name]));
  const all = [...names.values()];
  return (dataset) => {
    if (dataset === ZERO_DIGEST) return 'all';
    const name = names.get(dataset);
    const isAlone = name !== undefined && name !== '' && all.filter((one) => one === name).length === 1;
    return isAlone ? `“${name}”` : dataset;
  };
}

async function namedDatasets(client: GatewayClient): Promise<DatasetAnswer[]> {
  try {
    return await client.list<'datasets', DatasetAnswer>('/v1/datasets', 'datasets');
  } catch (error) {
    if (isCustosError(error)) return [];
    throw error;
  }
}
