import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError } from '../core/errors.ts';
import { type DatasetId, isDigest } from '../core/ids.ts';
import type { DatasetAnswer } from './answers.ts';
import { ownCommand } from './own-command.ts';

/** The id of a dataset that is named by its id, or by its name where no other one has it that is not retired; NOT_FOUND
 *  otherwise. */
export async function datasetId(client: GatewayClient, wanted: string): Promise<DatasetId> {
  return isDigest(wanted) ? (wanted as string as DatasetId) : (await byName(client, wanted)).dataset;
}

export async function findDataset(client: GatewayClient, wanted: string): Promise<DatasetAnswer> {
  return isDigest(wanted) ? client.json<DatasetAnswer>('GET', `/v1/datasets/${wanted}`) : byName(client, wanted);
}

async function byName(client: GatewayClient, wanted: string): Promise<DatasetAnswer> {
  const datasets = await client.list<'datasets', DatasetAnswer>('/v1/datasets', 'datasets');
  const named = datasets.filter(({ name }) => name.normalize('NFC') === wanted.normalize('NFC'));
  const standing = named.filter(({ retiredAt }) => retiredAt === 0);
  const [found, other] = standing.length > 0 ? standing : named;
  if (found && !other) return found;
  throw new CustosError(
    'NOT_FOUND',
    found
      ? `Several datasets are called “${wanted}”. Name one by its id.`
      : `There is no dataset “${wanted}”. ${ownCommand('dataset list')} shows what there is.`,
  );
}
