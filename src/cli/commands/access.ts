import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { openReceipt } from '../../client/receipts.ts';
import type { Entry } from '../../core/entry.ts';
import { purposeLabel } from '../../core/purposes.ts';
import { encodeRequest, requestDigest } from '../../core/request.ts';
import { addRequestOptions, type RequestOptions, requestOf } from '../access-request.ts';
import { isoTime, table } from '../output.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { requireSomebody, standingAt } from '../standing.ts';

interface Explanation {
  readonly outcome: string;
  readonly reason?: string;
  readonly permit?: number;
  readonly block: { readonly height: number };
  readonly words: readonly string[];
}

interface OwnAccess {
  readonly seq: number;
  readonly time: number;
  readonly entry: Entry;
  readonly items: number;
  readonly receipt: string;
}

export function accessCommands(program: Command, run: Run): void {
  run(
    addRequestOptions(
      program
        .command('explain <dataset>')
        .description('why a request would be allowed or refused, and what would have to change; nothing is released'),
    ),
    async ({ client, output }, [wanted], options: RequestOptions) => {
      const gateway = await client();
      const body = encodeRequest(await requestOf(gateway, wanted ?? '', options));
      const explained = await gateway.json<Explanation>('POST', '/v1/access/explain', {
        bytes: { type: 'application/json', body },
        bind: requestDigest(body),
      });
      output.result(explained, () => [
        outcomeLine(explained),
        ...explained.words,
        `That is how the ledger stands at block ${explained.block.height}; nothing was released by asking.`,
      ]);
      return explained.outcome === 'refused' ? 1 : 0;
    },
  );
  const access = program.command('access').description('who accessed what');
  run(
    access
      .command('list')
      .description('a patient: who accessed my data; the holder or an auditor: the entries of the log')
      .option('--receipts', 'keep the receipt of each access as a file (patient)'),
    async ({ client, dataDir, output }, _, options: { receipts?: boolean }) => {
      const gateway = await client();
      const standing = await standingAt(gateway);
      requireSomebody(gateway, standing);
      if (standing.roles.includes('subject')) {
        const accesses = await ownAccesses(gateway);
        const files = options.receipts ? await Promise.all(accesses.map((access) => keepReceipt(dataDir, access))) : [];
        return output.result(accesses, () => [
          ...accessTable(accesses),
          ...files.map((file, i) => `receipt of entry ${accesses[i]?.seq}: ${file}`),
        ]);
      }
      const entries = await Array.fromAsync(entriesOf(gateway));
      return output.result(entries, () => entryTable(entries));
    },
  );
}

function outcomeLine({ outcome, reason }: Explanation): string {
  if (outcome === 'refused') return `It would be refused${reason ? ` (${reason})` : ''}:`;
  return outcome === 'self' ? 'You would get your own data:' : 'It would be allowed:';
}

/** What each access was is read from its receipt, which the log signed, not from what the gateway says beside it. */
async function ownAccesses(gateway: GatewayClient): Promise<OwnAccess[]> {
  const identity = await gateway.identity();
  const found: OwnAccess[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page: { accesses: OwnAccess[]; next?: number } = await gateway.json('GET', '/v1/me/accesses', {
      query: { from },
    });
    for (const access of page.accesses) {
      const { entry } = openReceipt(access.receipt, identity);
      found.push({ ...access, entry, seq: entry.seq, time: entry.time });
    }
    from = page.next;
  }
  return found;
}

function accessTable(found: readonly OwnAccess[]): string[] {
  return table(
    ['entry', 'time', 'outcome', 'requester', 'purpose', 'permit', 'my items'],
    found.map(({ seq, time, entry, items }) => [
      String(seq),
      isoTime(time),
      entry.outcome,
      entry.requester ?? 'myself',
      purposeLabel(entry.purpose),
      String(entry.permit ?? ''),
      String(items),
    ]),
  );
}

async function* entriesOf(gateway: GatewayClient): AsyncGenerator<Entry, void, undefined> {
  for (let from = 0, size = 1; from < size; ) {
    const page = await gateway.json<{ entries: Entry[]; size: number }>('GET', '/v1/log/entries', { query: { from } });
    yield* page.entries;
    from += page.entries.length;
    size = page.entries.length === 0 ? from : page.size;
  }
}

function entryTable(entries: readonly Entry[]): string[] {
  return table(
    ['entry', 'time', 'kind', 'outcome', 'reason', 'requester', 'purpose', 'items', 'block'],
    entries.map((one) => [
      String(one.seq),
      isoTime(one.time),
      one.kind,
      one.outcome,
      one.reason ?? '',
      one.requester ?? '',
      purposeLabel(one.purpose),
      String(one.rows?.count ?? ''),
      String(one.block.height),
    ]),
  );
}
