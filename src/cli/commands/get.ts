import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { checkAccess, type DownloadEvent, download } from '../../client/download.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import type { Refusal } from '../../core/entry.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { AccessRequest } from '../../core/request.ts';
import { downloadTrust } from '../../ledger/download-trust.ts';
import { addRequestOptions, type RequestOptions, requestOf } from '../access-request.ts';
import { counted } from '../counted.ts';
import { formWords, requireOneForm } from '../download-form.ts';
import { DownloadStore } from '../download-store.ts';
import type { Output } from '../output.ts';
import { withheldWords } from '../refusal-words.ts';
import type { Run } from '../run.ts';
import { writtenSize } from '../size.ts';
import { watchStop } from '../stop-signal.ts';
import { addTrustOptions, openTrusted, type TrustOptions } from '../trust.ts';
import { explainCommand, undeclaredAt, undeclaredWords, withUndeclared } from '../undeclared.ts';

/** Items that are told by name; --json has all of them. */
const NAMED = 20;

interface GetOptions extends RequestOptions, TrustOptions, FetchOptions {
  readonly out: string;
}

interface FetchOptions {
  /** Each item a file of its own. */
  readonly split?: boolean;
  /** Takes out of the directory what this request may not have any more. */
  readonly prune?: boolean;
}

/** An item that is there. */
interface HeldItem {
  readonly item: number;
  readonly file: string;
}

export interface Fetched {
  readonly out: string;
  readonly items: number;
  readonly bytes: number;
  readonly receipts: number;
  /** Items that were there before, and are there still. */
  readonly kept: number;
  /** In which form items of FHIR are there. */
  readonly forms: DownloadStore['forms'];
  /** Where the user ended it; with the items that it would have fetched still, where that was known by then. */
  readonly ended?: { readonly missing?: number };
  readonly withheld: Readonly<Record<string, number>>;
  /** Items that are, or were until now, there, and that this request may not have any more. */
  readonly noLongerPermitted: readonly HeldItem[];
  /** Whether they were taken out. */
  readonly pruned: boolean;
}

export function getCommand(program: Command, run: Run): void {
  const get = program
    .command('get <dataset>')
    .description('fetch what you are permitted of a dataset, verify each item against the chain, keep the receipts')
    .requiredOption('--out <dir>', 'directory for items and receipts; what is there already is not fetched again')
    .option('--split', 'each item a file of its own; else FHIR of one type is one file')
    .option('--prune', 'take out of the directory what this request may not have any more');
  run(addTrustOptions(addRequestOptions(get)), async (context, [wanted], options: GetOptions) => {
    const client = await context.client();
    const ledger = await openTrusted(context, options, client);
    const { reader } = ledger;
    try {
      const request = await requestOf(client, wanted ?? '', options);
      const trust = await downloadTrust(reader, await client.asking(), request);
      using stop = watchStop();
      const ending = new AbortController();
      void stop.asked.then(() => ending.abort());
      const how = { ...options, output: context.output, signal: ending.signal };
      const explain = explainCommand(wanted ?? '', options);
      const fetched = await fetchInto(options.out, client, request, trust, how).catch(async (error) => {
        throw await withUndeclared(error, client, request, explain);
      });
      const isPinned = ledger.trust !== 'first contact';
      const undeclared = fetched.withheld['not-consented'] ? await undeclaredAt(client, request) : [];
      const more =
        undeclared.length === 0 ? [] : [...undeclaredWords(undeclared, request.facts), `${explain} says more.`];
      const said = { ...fetched, ...(undeclared.length === 0 ? {} : { undeclared }), isPinned };
      context.output.result(said, () => lines(fetched, more));
      return fetched.ended === undefined ? 0 : 2;
    } finally {
      reader.close();
    }
  });
}

type FetchHow = FetchOptions & { readonly output: Output; readonly signal?: AbortSignal };

/** Downloads into a directory. ACCESS_REFUSED names the entry of the refusal; PROOF_INVALID and ITEM_CORRUPT leave
 *  nothing of the item in question; DATA_DIR_IN_USE where another download is at work there. `signal` ends it at once, with
 *  `ended`. */
export async function fetchInto(
  out: string,
  client: GatewayClient,
  request: AccessRequest,
  trust: Parameters<typeof download>[2],
  how: FetchHow,
): Promise<Fetched> {
  const store = await DownloadStore.open(out, request, { split: how.split === true });
  try {
    requireOneForm(store, out, how.split === true);
    const fetched = { out, ...(await fetchBy(store, client, request, trust, how)) };
    await store.close();
    return fetched;
  } catch (error) {
    // What failed first is what is told.
    await store.close().catch(() => undefined);
    throw error;
  }
}

async function fetchBy(
  store: DownloadStore,
  client: GatewayClient,
  request: AccessRequest,
  trust: Parameters<typeof download>[2],
  { output, signal, prune = false }: FetchHow,
): Promise<Omit<Fetched, 'out'>> {
  const [kept, before] = [store.files, store.all];
  const options = {
    held: (item: number) => store.held(item),
    sha256: () => createHash('sha256'),
    ...(signal ? { signal } : {}),
  };
  const taking = takeAll(store, download(client, request, trust, options), output, signal);
  const ended = await taking.catch(async (error: unknown) => {
    throw isOver(error) && before.size > 0 ? await leftBehind(store, error, before, prune) : error;
  });
  const { received: items, bytes, receipts } = store;
  const fetched = { items, bytes, receipts, kept: kept.size, forms: store.forms };
  if (ended !== undefined) return { ...fetched, ended, withheld: {}, noLongerPermitted: [], pruned: false };
  const now = await permitted(client, request);
  const noLongerPermitted = [...before].flatMap(([item, file]) => (now.items.has(item) ? [] : [{ item, file }]));
  if (prune) await store.remove(new Set(noLongerPermitted.map(({ item }) => item)));
  const still = [...kept.keys()].filter((item) => store.held(item) !== undefined).length;
  return { ...fetched, kept: still, forms: store.forms, withheld: now.withheld, noLongerPermitted, pruned: prune };
}

/** Refusals after which nothing of the version may be kept, whatever the request declared. */
const OVER: ReadonlySet<unknown> = new Set<Refusal>([
  'not-a-member',
  'permit-inactive',
  'dataset-not-released',
  'nothing-covered',
]);

function isOver(error: unknown): error is CustosError {
  return isCustosError(error, 'ACCESS_REFUSED') && OVER.has(error.details['reason']);
}

/** The refusal, with what it means for what is there. */
async function leftBehind(
  store: DownloadStore,
  { code, message, details }: CustosError,
  before: ReadonlyMap<number, string>,
  prune: boolean,
): Promise<CustosError> {
  if (prune) await store.remove(new Set(before.keys()));
  const items = counted(before.size, 'item');
  const words = prune
    ? `Taken out: ${items} that ${before.size === 1 ? 'was' : 'were'} got before.`
    : `${items} that ${before.size === 1 ? 'was' : 'were'} got before may not be kept any more. Give the same command with --prune to take what is there out.`;
  return new CustosError(code, `${message} ${words}`, {
    details: { ...details, noLongerPermitted: before.size, pruned: prune },
  });
}

/** Gives what is known of the rest where the signal ended it; undefined where it came to its own end. */
async function takeAll(
  store: DownloadStore,
  events: AsyncIterable<DownloadEvent>,
  output: Output,
  signal: AbortSignal | undefined,
): Promise<Fetched['ended']> {
  let wanted: { readonly items: number; readonly bytes: number } | undefined;
  try {
    for await (const event of events) {
      if (event.type === 'missing') wanted = { items: store.received + event.items, bytes: store.bytes + event.bytes };
      else await store.take(event);
      if (event.type === 'verified' && wanted) output.progress(progressLine(store, wanted));
    }
    await store.settle();
    return undefined;
  } catch (error) {
    if (signal?.aborted !== true)
      throw isCustosError(error, 'GATEWAY_UNREACHABLE', 'IO_FAILED') ? resumable(error) : error;
    await store.settle();
    return wanted === undefined ? {} : { missing: wanted.items - store.received };
  } finally {
    output.done();
  }
}

function progressLine({ received, bytes }: DownloadStore, wanted: { items: number; bytes: number }): string {
  return `${received} of ${counted(wanted.items, 'item')}, ${writtenSize(bytes)} of ${writtenSize(wanted.bytes)}`;
}

function resumable({ code, message, details, cause }: CustosError): CustosError {
  return new CustosError(code, `${message} What was got is kept: the same command goes on from there.`, {
    cause,
    details,
  });
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

function lines(fetched: Fetched, undeclared: readonly string[]): string[] {
  const { out, items, bytes, receipts, kept, forms, ended, withheld } = fetched;
  return [
    ...(items === 0 && receipts === 0 && ended === undefined
      ? ['Nothing new was fetched, so nothing was logged.']
      : [
          `${counted(items, 'item')}, ${counted(bytes, 'byte')}, in ${out}; each one is what the chain commits to`,
          `${counted(receipts, 'receipt')} kept beside ${items === 1 ? 'it' : 'them'}`,
        ]),
    ...(kept > 0 ? [`${counted(kept, 'item')} there already`] : []),
    ...formWords(forms, out),
    ...(ended === undefined ? [] : endedLines(ended)),
    ...withheldWords(withheld, undeclared.length > 0),
    ...undeclared,
    ...goneLines(fetched),
  ];
}

function goneLines({ noLongerPermitted, pruned }: Fetched): string[] {
  if (noLongerPermitted.length === 0) return [];
  const named = noLongerPermitted.slice(0, NAMED).map(({ item, file }) => `item ${item} of ${file}`);
  const more = noLongerPermitted.length > NAMED ? ` and ${noLongerPermitted.length - NAMED} more` : '';
  const list = `${counted(noLongerPermitted.length, 'item')} no longer permitted: ${named.join(', ')}${more}`;
  return [pruned ? `Taken out: ${list}.` : `${list}. Give the same command with --prune to take what is there out.`];
}

function endedLines({ missing }: NonNullable<Fetched['ended']>): string[] {
  const rest = missing === undefined ? 'how many are missing was not known yet' : `${counted(missing, 'item')} missing`;
  return [
    `Stopped as you asked: ${rest}.`,
    'Give the same command again to go on; what is there is not fetched again.',
  ];
}
