import type { GatewayClient } from '../client/gateway-client.ts';
import { type DatasetId, isDigest } from '../core/ids.ts';
import type { DatasetAnswer } from './answers.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const DATASET: Kind<DatasetAnswer> = {
  one: 'dataset',
  id: ({ dataset }) => dataset,
  name: ({ name }) => name,
  // A name that was given back may be another's now.
  rather: ({ retiredAt }) => retiredAt === 0,
  look: `${ownCommand('dataset list')} shows what there is.`,
};

/** The id of a dataset that is named as `pick` takes it. */
export async function datasetId(client: GatewayClient, wanted: string): Promise<DatasetId> {
  return isDigest(wanted) ? (wanted as string as DatasetId) : (await findDataset(client, wanted)).dataset;
}

export async function findDataset(client: GatewayClient, wanted: string): Promise<DatasetAnswer> {
  if (isDigest(wanted)) return client.json<DatasetAnswer>('GET', `/v1/datasets/${wanted}`);
  return pick(wanted, await client.list<'datasets', DatasetAnswer>('/v1/datasets', 'datasets'), DATASET);
}
