import type { Command } from 'commander';
import { readDataset } from '../../client/datasets.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { CustosError } from '../../core/errors.ts';
import { purposeLabel } from '../../core/purpose-names.ts';
import type { AccessRequest } from '../../core/request.ts';
import { addRequestOptions, type RequestOptions, requestOf } from '../access-request.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { listeningPort } from '../listeners.ts';
import { answering } from '../proxy/answers.ts';
import { TELLS_OWNERS } from '../proxy/connection-owner.ts';
import { LoopbackServer } from '../proxy/loopback.ts';
import { PermittedData } from '../proxy/permitted-data.ts';
import { keepReceipt } from '../receipt-files.ts';
import { withheldWords } from '../refusal-words.ts';
import type { Run } from '../run.ts';
import { writtenSize } from '../size.ts';
import { watchStop } from '../stop-signal.ts';
import { addTrustOptions, openTrusted, type TrustOptions } from '../trust.ts';
import { explainCommand, withUndeclared } from '../undeclared.ts';

interface ProxyOptions extends RequestOptions, TrustOptions {
  readonly port?: number;
  readonly anyUser?: boolean;
}

export function proxyCommand(program: Command, run: Run): void {
  const proxy = program
    .command('proxy <dataset>')
    .description(
      'let curl on this machine get what one permit allows of a dataset, signed, logged and verified as by `get`',
    )
    .option('--port <n>', 'port at 127.0.0.1 and ::1; any free one unless said', listeningPort)
    .option('--any-user', 'serve every user of this machine, and not only the one who starts it');
  run(addTrustOptions(addRequestOptions(proxy)), async (context, [wanted], options: ProxyOptions) => {
    requireOwners(options.anyUser === true);
    const client = await context.client();
    const { reader } = await openTrusted(context, options, client);
    try {
      const request = await requestOf(client, wanted ?? '', options);
      const data = new PermittedData(client, request, reader, keepingOf(context));
      const explain = explainCommand(wanted ?? '', options);
      await serve(context, { client, data, options }).catch(async (error) => {
        throw await withUndeclared(error, client, request, explain);
      });
    } finally {
      reader.close();
    }
  });
}

/** CONFIG_INVALID where nobody could tell whose a connection is, and other users of the machine would be served unasked. */
function requireOwners(anyUser: boolean): void {
  if (anyUser || TELLS_OWNERS) return;
  throw new CustosError(
    'CONFIG_INVALID',
    'This system does not tell which user a connection is of, so that every user of this machine would be served in your name. Give --any-user where you are the only one.',
  );
}

function keepingOf({ dataDir, output }: Context): ConstructorParameters<typeof PermittedData>[3] {
  return {
    directory: dataDir,
    release: async (release) => {
      const { seq, rows } = release.entry;
      const path = await keepReceipt(dataDir, release);
      output.say(`entry ${seq} of the log: ${counted(rows?.count ?? 0, 'item')}; its receipt is kept in ${path}`);
    },
  };
}

interface Serving {
  readonly client: GatewayClient;
  readonly data: PermittedData;
  readonly options: ProxyOptions;
}

/** Until a signal asks it to stop. */
async function serve(context: Context, { client, data, options }: Serving): Promise<void> {
  using stop = watchStop();
  // Asked for once before, so that what is refused altogether is said here.
  const now = await data.permitted(AbortSignal.timeout(60_000));
  const about = aboutOf(data.request, (await readDataset(client, data.request.dataset)).name);
  const answer = answering({
    data,
    about: () => about,
    admission: () => ({ port: server.port, anyUser: options.anyUser === true }),
    remark: (line) => context.output.remark(line),
  });
  await using server = await LoopbackServer.open(answer, options.port ?? 0);
  const url = `http://127.0.0.1:${server.port}`;
  context.output.result({ url, ...about, items: now.count, bytes: now.bytes, withheld: now.withheld }, () => [
    `“${about.name}”, version ${about.version}, for ${about.purpose}, under permit ${about.permit}: ${counted(now.count, 'item')}, ${writtenSize(now.bytes)}, at this moment`,
    ...withheldWords(now.withheld),
    'Whatever is got here is logged as got by you. Get all at once, and one item alone only where you need just that:',
    `  curl -fsS ${url}/items.tar | tar -x      all of it`,
    `  curl -fsS ${url}/items                   which items there are`,
    `  curl -fsSOJ ${url}/items/NUMBER          one item`,
    `Ctrl-C ends it. ${options.anyUser ? 'Every user of this machine can get the data meanwhile.' : 'Only you can use it.'}`,
    `ready on ${url}`,
  ]);
  await stop.asked;
}

function aboutOf({ dataset, version, purpose, permit, facts }: AccessRequest, name: string) {
  return { dataset, name, version, purpose: purpose === undefined ? '' : purposeLabel(purpose), permit, facts };
}
