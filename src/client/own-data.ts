import { fromHex } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { AccessRequest } from '../core/request.ts';
import type { Trust } from './content-reader.ts';
import { listDatasets, newestVersion, readDataset } from './datasets.ts';
import { checkAccess, type Permitted } from './download.ts';
import type { GatewayClient } from './gateway-client.ts';
import { openReceipt } from './receipts.ts';

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

/** What a download of the caller's own data is held to where no ledger can be asked, as in a page: the log's key as it is pinned, and, by
 *  the gateway's word, the root of the manifest. `downloadTrust` of `custos/ledger` has both from the ledger. NOT_FOUND where there is no
 *  such version. */
export async function ownTrust(gateway: GatewayClient, request: AccessRequest): Promise<Trust> {
  const identity = await gateway.identity();
  const { versions } = await readDataset(gateway, request.dataset);
  const version = versions.find((one) => one.version === request.version);
  if (version === undefined) throw new CustosError('NOT_FOUND', 'There is no such version of the dataset.');
  return {
    manifestRoot: fromHex(version.manifestRoot, 32),
    openReceipt: (receipt) => {
      const { entry, bytes } = openReceipt(receipt, identity);
      if (isOwn(entry, request)) return bytes;
      throw new CustosError('PROOF_INVALID', 'A receipt is for another request. Keep it and tell an auditor.');
    },
  };
}

/** A patient is no member: its own access names no requester. */
function isOwn({ dataset, version, requester, purpose }: Entry, request: AccessRequest): boolean {
  return (
    dataset === request.dataset && version === request.version && requester === undefined && purpose === request.purpose
  );
}

async function permittedOf(
  gateway: GatewayClient,
  request: AccessRequest,
): Promise<Omit<Permitted, 'ranges' | 'withheld'>> {
  try {
    return await checkAccess(gateway, request);
  } catch (error) {
    if (isCustosError(error, 'ACCESS_REFUSED')) return { count: 0, bytes: 0 };
    throw error;
  }
}
