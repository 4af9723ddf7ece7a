import { CustosError } from '../core/errors.ts';
import type { AccessRequest } from '../core/request.ts';
import { explainAccess } from './access.ts';
import { listDatasets, newestVersion } from './datasets.ts';
import { checkAccess, type Permitted } from './download.ts';
import type { GatewayClient } from './gateway-client.ts';

/** What there is of the caller in a dataset of the holder's, by the gateway's word. */
export interface OwnData {
  /** What the dataset is called. */
  readonly name: string;
  /** When the version that is looked at was published, in seconds since 1970 UTC. */
  readonly publishedAt: number;
  readonly items: number;
  readonly bytes: number;
  /** How many items of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Bitmap of the sensitivity categories that they bear. */
  readonly categories: number;
  /** By which it is downloaded. */
  readonly request: AccessRequest;
}

/** What there is of the caller: one for each dataset of the holder's whose newest version has anything. Looking is no entry of the log. */
export async function ownData(gateway: GatewayClient): Promise<OwnData[]> {
  const { ledger, gateway: identity, holder } = await gateway.identity();
  const found: OwnData[] = [];
  for (const { dataset, name, versions, ...one } of await listDatasets(gateway)) {
    const version = newestVersion({ versions });
    if (one.holder !== holder || one.retiredAt !== 0 || version === undefined) continue;
    const request: AccessRequest = { ledger, gateway: identity, dataset, version, facts: {}, delivery: 'download' };
    const { count: items, bytes, kinds = {}, categories = 0 } = await permittedOf(gateway, request);
    const publishedAt = versions.find((known) => known.version === version)?.publishedAt ?? 0;
    if (items > 0) found.push({ name, publishedAt, items, bytes, kinds, categories, request });
  }
  return found;
}

/** The requests of `ownData`. NOT_FOUND where there is nothing. */
export async function ownRequests(gateway: GatewayClient): Promise<AccessRequest[]> {
  const found = await ownData(gateway);
  if (found.length > 0) return found.map(({ request }) => request);
  throw new CustosError('NOT_FOUND', 'Nothing of yours is kept here in a version that is released.');
}

async function permittedOf(
  gateway: GatewayClient,
  request: AccessRequest,
): Promise<Omit<Permitted, 'ranges' | 'withheld'>> {
  // Most people have nothing in most datasets: to be told so is no error of anybody's.
  const { outcome, released } = await explainAccess(gateway, request);
  return outcome === 'self' && released > 0 ? checkAccess(gateway, request) : { count: 0, bytes: 0 };
}
