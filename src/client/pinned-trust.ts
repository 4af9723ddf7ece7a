import { fromHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { AccessRequest } from '../core/request.ts';
import type { Trust } from './content-reader.ts';
import { readDataset } from './datasets.ts';
import type { GatewayClient } from './gateway-client.ts';
import { openReceipt } from './receipts.ts';
import { standingAt } from './standing.ts';

/** What a download is held to where no ledger can be asked, as in a page: the log's key as it is pinned, and, by the gateway's word, the
 *  root of the manifest. `downloadTrust` of `custos/ledger` has both from the ledger. NOT_FOUND where there is no such version. */
export async function pinnedTrust(gateway: GatewayClient, request: AccessRequest): Promise<Trust> {
  const { dataset, version, purpose } = request;
  const [identity, { member }, { versions }] = await Promise.all([
    gateway.identity(),
    standingAt(gateway),
    readDataset(gateway, dataset),
  ]);
  const published = versions.find((one) => one.version === version);
  if (published === undefined) throw new CustosError('NOT_FOUND', 'There is no such version of the dataset.');
  const wanted = [dataset, version, purpose, member];
  return {
    manifestRoot: fromHex(published.manifestRoot, 32),
    openReceipt: (receipt) => {
      const { entry, bytes } = openReceipt(receipt, identity);
      const said = [entry.dataset, entry.version, entry.purpose, entry.requester];
      if (wanted.every((value, i) => value === said[i])) return bytes;
      throw new CustosError('PROOF_INVALID', 'A receipt is for another request. Keep it and tell an auditor.');
    },
  };
}
