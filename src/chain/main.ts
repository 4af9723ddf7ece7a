import { readFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

// Reading the program is a third of the node's start; the cache outlives it.
enableCompileCache();
const { CustosError } = await import('../core/errors.ts');
const { ChainNode } = await import('./node.ts');
const { parseChainOptions } = await import('./options.ts');

/** A message of the node's process to the one that forked it. */
export type ChainMessage =
  | { kind: 'ready'; port: number; chainId: number; validator: string }
  | { kind: 'failed'; code: string; message: string };

/** Blocks in a hurry are dated a little ahead. */
const AHEAD_SECONDS = 300;
const USAGE = `node src/chain/main.ts --data DIR [--config FILE.json] [--chain-id N] [--port N] [--host H] [--exposed]
  [--sender ADDRESS]... [--membership ADDRESS]`;

/** Runs the embedded node. Options come from the command line, or by a first message when forked. Says where it
 *  listens as JSON on stdout, or to its parent; stops on SIGTERM, SIGINT or when its parent is gone. */
async function run(): Promise<void> {
  const options = parseChainOptions(process.send ? await firstMessage() : await commandLine());
  const node = await ChainNode.open(options, {
    onFailure: (error) => fail(error),
    onFound: (found) => {
      const what = 'repaired' in found ? found.repaired : describe(found.damaged);
      process.stderr.write(`chain: damage on disk: ${what}\n`);
    },
    onLeap: (seconds) => {
      process.stderr.write(
        `chain: the clock leapt ahead by ${seconds} s: no block is made until it is set right. If it is right now, start the node again.\n`,
      );
    },
    onInternal: (error) => process.stderr.write(`chain: internal error: ${describe(error)}\n`),
  });
  const stop = (): void => {
    node.close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('disconnect', stop);
  const { chainId, validator } = node.chain.genesis;
  const ahead = Number(node.chain.head.header.timestamp) - Math.floor(Date.now() / 1000);
  if (ahead > AHEAD_SECONDS) {
    process.stderr.write(
      `chain: the newest block is dated ${ahead} s after the clock. If the clock is right, it was ahead before: permits and consents end as much early.\n`,
    );
  }
  tell({ kind: 'ready', port: node.port, chainId, validator });
}

async function firstMessage(): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  process.once('message', resolve);
  return promise;
}

async function commandLine(): Promise<unknown> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      config: { type: 'string' },
      'chain-id': { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      exposed: { type: 'boolean' },
      sender: { type: 'string', multiple: true },
      membership: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const file = values.config === undefined ? {} : await readConfig(values.config);
  const given = {
    data: values.data,
    chainId: values['chain-id'] === undefined ? undefined : Number(values['chain-id']),
    port: values.port === undefined ? undefined : Number(values.port),
    host: values.host,
    exposed: values.exposed,
    senders: values.sender,
    membership: values.membership,
  };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(named) };
}

async function readConfig(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as object;
  } catch (cause) {
    throw new CustosError('CONFIG_INVALID', `The configuration ${path} cannot be read as JSON.`, { cause });
  }
}

function tell(message: ChainMessage): void {
  if (process.send) process.send(message);
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Exits at once: after a failed write nothing more may be acknowledged. */
function fail(error: unknown): void {
  const known = error instanceof CustosError ? error : new CustosError('INTERNAL', 'The node failed; see stderr.');
  // Whoever started the node says what it is told; a stranger's error goes to the log whole.
  if (!process.send || known !== error) process.stderr.write(`chain: ${describe(error)}\n`);
  const message: ChainMessage = { kind: 'failed', code: known.code, message: known.message };
  if (!process.send) process.exit(2);
  process.send(message, () => process.exit(2));
}

function describe(error: unknown): string {
  if (error instanceof CustosError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

run().catch(fail);
