import { fetchInto } from '../src/cli/commands/get.ts';
import { clientOf } from '../src/cli/context.ts';
import { createOutput } from '../src/cli/output.ts';
import { fromHex, type Hex } from '../src/core/bytes.ts';
import type { Address } from '../src/core/ids.ts';
import type { AccessRequest } from '../src/core/request.ts';
import { accountKey } from '../src/ledger/account-key.ts';
import { downloadTrust } from '../src/ledger/download-trust.ts';
import { openLedger } from '../src/ledger/reader.ts';

export interface GetJob {
  readonly endpoint: string;
  readonly key: Hex;
  readonly rpc: string;
  readonly membership: Address;
  readonly request: AccessRequest;
  readonly out: string;
}

/** What `custos get` does once its modules are loaded, with a clock; in a process of its own. */
process.on('message', async ({ endpoint, key, rpc, membership, request, out }: GetJob) => {
  const begun = performance.now();
  let firstMs = Number.NaN;
  const progress = () => {
    if (Number.isNaN(firstMs)) firstMs = performance.now() - begun;
  };
  const client = clientOf(endpoint, accountKey(fromHex(key, 32)));
  const reader = await openLedger({ url: rpc, membership });
  const trust = await downloadTrust(reader, await client.asking(), request);
  const output = { ...createOutput(true), progress };
  const { items, bytes } = await fetchInto(out, client, request, trust, { output });
  reader.close();
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  process.send?.({ items, bytes, firstMs, seconds: (performance.now() - begun) / 1000, cpu, peak: maxRSS / 1024 });
});
