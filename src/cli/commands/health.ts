import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import type { NodeConfig } from '../node-config.ts';
import { ownCommand } from '../own-command.ts';
import type { Run } from '../run.ts';

/** As long as a supervisor waits at most. */
const WAIT_MS = 5_000;

/** For supervisors that can run a program and no more, such as a container's: an image needs no curl. */
export function healthCommand(program: Command, run: Run): void {
  const health = program
    .command('health')
    .description('ask the node of the data directory whether it answers; exit code 0 if it does')
    .option('--ready', 'ask whether it can release data now, too');
  run(health, async ({ node, output, dataDir }, _, { ready = false }: { ready?: boolean }) => {
    const config = await node();
    if (config === undefined) {
      throw new CustosError('CONFIG_INVALID', `${dataDir} holds no node. Found one first: ${ownCommand('init')}.`);
    }
    const answer = await answerAt(`${originOf(config)}${ready ? '/readyz' : '/healthz'}`);
    output.result(answer, () => (ready ? 'It answers, and can release data.' : 'It answers.'));
  });
}

async function answerAt(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: 'error' }).catch((cause) => {
    throw new CustosError('UNAVAILABLE', `Nothing answers at ${url}.`, { cause });
  });
  const said = await response.text();
  if (response.ok) return JSON.parse(said);
  throw new CustosError('UNAVAILABLE', `${url} is answered by ${response.status}: ${said}`);
}

/** Where it listens on this machine, whatever others reach it by. */
function originOf({ host, port, operations }: NodeConfig): string {
  const at = operations ?? { host, port };
  const reached: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const name = reached[at.host] ?? (at.host.includes(':') ? `[${at.host}]` : at.host);
  return `http://${name}:${at.port}`;
}
