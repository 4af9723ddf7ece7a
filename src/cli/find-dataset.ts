import { type Dataset, listDatasets, readDataset } from '../client/datasets.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { type DatasetId, isDigest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const DATASET: Kind<Dataset> = {
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

export async function findDataset(client: GatewayClient, wanted: string): Promise<Dataset> {
  if (isDigest(wanted)) return readDataset(client, wanted as string as DatasetId);
  return pick(wanted, await listDatasets(client), DATASET);
}
