import type { Command } from 'commander';
import { checkAccess, download } from '../../client/download.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { isCustosError } from '../../core/errors.ts';
import type { AccessRequest } from '../../core/request.ts';
import { addRequestOptions, type RequestOptions, requestOf } from '../access-request.ts';
import { counted } from '../counted.ts';
import { DownloadStore } from '../download-store.ts';
import type { Output } from '../output.ts';
import type { Run } from '../run.ts';
import { addTrustOptions, openTrusted, type TrustOptions, trustFor, trustLines } from '../trust.ts';

interface GetOptions extends RequestOptions, TrustOptions {
  readonly out: string;
}

export interface Fetched {
  readonly out: string;
  readonly items: number;
  readonly bytes: number;
  readonly receipts: number;
  readonly kept: number;
  readonly withheld: Readonly<Record<string, number>>;
  /** Files of items that this request may no longer have. */
  readonly noLongerPermitted: readonly string[];
}

export function getCommand(program: Command, run: Run): void {
  const get = program
    .command('get <dataset>')
    .description('fetch what you are permitted of a dataset, verify each item against the chain, keep the receipts')
    .requiredOption('--out <dir>', 'directory for items and receipts; what is there already is not fetched again');
  run(addTrustOptions(addRequestOptions(get)), async (context, [wanted], options: GetOptions) => {
    const client = await context.client();
    const { reader, trust: ledgerTrust } = await openTrusted(context, options, client);
    try {
      const request = await requestOf(client, wanted ?? '', options);
      const trust = await trustFor(reader, client, request);
      const fetched = await fetchInto(options.out, client, request, trust, context.output);
      const isPinned = ledgerTrust !== 'first contact';
      context.output.result({ ...fetched, isPinned }, () => [
        ...lines(fetched),
        ...trustLines(ledgerTrust, client.endpoint),
      ]);
    } finally {
      reader.close();
    }
  });
}

/** Downloads into a directory. ACCESS_REFUSED names the entry of the refusal; PROOF_INVALID and ITEM_CORRUPT leave
 *  nothing of the item in question. */
export async function fetchInto(
  out: string,
  client: GatewayClient,
  request: AccessRequest,
  trust: Parameters<typeof download>[2],
  output: Output,
): Promise<Fetched> {
  const store = await DownloadStore.open(out, request);
  const kept = store.held;
  try {
    for await (const event of download(client, request, trust, (item) => store.has(item))) {
      await store.take(event);
      if (event.type === 'verified') output.progress(`${store.received} items, ${store.bytes} bytes`);
    }
  } finally {
    output.done();
    await store.close();
  }
  const now = await permitted(client, request);
  const { received: items, bytes, receipts } = store;
  const noLongerPermitted = [...kept].filter(([item]) => !now.items.has(item)).map(([, file]) => file);
  return { out, items, bytes, receipts, kept: kept.size, withheld: now.withheld, noLongerPermitted };
}

async function permitted(client: GatewayClient, request: AccessRequest) {
  try {
    const { ranges, withheld } = await checkAccess(client, request);
    const numbers = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
    return { items: new Set(numbers), withheld };
  } catch (error) {
    if (isCustosError(error, 'ACCESS_REFUSED')) return { items: new Set<number>(), withheld: {} };
    throw error;
  }
}

function lines({ out, items, bytes, receipts, kept, withheld, noLongerPermitted }: Fetched): string[] {
  const reasons = Object.entries(withheld).map(([reason, count]) => `${count} withheld: ${reason}`);
  return [
    `${counted(items, 'item')}, ${counted(bytes, 'byte')}, in ${out}; each one is what the chain commits to`,
    `${counted(receipts, 'receipt')} kept, each with what opens it; \`receipt verify\` checks it`,
    ...(kept > 0 ? [`${counted(kept, 'item')} there already`] : []),
    ...reasons,
    ...(noLongerPermitted.length > 0
      ? [
          `no longer permitted: ${counted(noLongerPermitted.length, 'file')} there. Delete: ${noLongerPermitted.join(' ')}`,
        ]
      : []),
  ];
}
