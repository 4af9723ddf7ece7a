import type { Command } from 'commander';
import { writtenEndpoint } from '../../client/endpoint.ts';
import { GatewayClient } from '../../client/gateway-client.ts';
import { differences, type GatewayIdentity } from '../../client/gateway-identity.ts';
import type { EarlierIdentity, Pin } from '../../client/pins.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { holderLine, toldHolder } from '../first-contact.ts';
import { accountKeys, type KeyFile } from '../key-files.ts';
import { ownCommand } from '../own-command.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';

export function gatewayCommands(program: Command, run: Run): void {
  const gateway = program
    .command('gateway')
    .description('the gateways you know: what you sign and believe is held to what each was when you met it');
  run(
    gateway.command('list').description('list the gateways that you met, and who they are'),
    async ({ config, dataDir, known, output }) => {
      const pins = await known.list();
      const [called, keyOf] = output.json ? [[], String] : [await holders(pins, config.rpc), await keyNames(dataDir)];
      output.result(pins, () =>
        pins.length === 0
          ? 'none'
          : pins.flatMap(({ endpoint, identity, since, subjects, earlier }, i) => [
              `${endpoint}, known since ${dateWords(since)}`,
              ...(called[i] === undefined ? [] : [`  ${called[i]}`]),
              ...identityLines(identity),
              ...Object.entries(subjects).map(
                ([account, subject]) => `  ${keyOf(account)} signs there for the patient ${shortId(subject, [])}`,
              ),
              ...earlier.map(earlierLine),
            ]),
      );
    },
  );
  run(
    gateway
      .command('accept <url>')
      .description(
        'believe from now on what a gateway shows, new or changed; compare it with what the holder publishes',
      )
      .option('--log-key <key>', 'accept it only with this log key, as you have it from the holder'),
    async ({ config, known, output }, [given = ''], { logKey }: { logKey?: string }) => {
      const url = writtenEndpoint(given, '<url>');
      const shown = await new GatewayClient({ endpoint: url }).shown();
      if (logKey !== undefined && logKey !== shown.verifierKey) {
        throw new CustosError(
          'GATEWAY_CHANGED',
          `${url} shows another log key than you expect: ${shown.verifierKey}. It was not accepted.`,
        );
      }
      const before = await known.read(url);
      const holder = await holderLine(url, shown, config.rpc);
      await known.replace(url, shown);
      const changed = before ? differences(before.identity, shown) : [];
      output.result({ endpoint: url, identity: shown, changed }, () => [
        changed.length > 0 ? `${url} is accepted; ${changed.join(', ')} changed.` : `${url} is accepted.`,
        ...identityLines(shown),
        holder,
        ...(changed.length > 0 ? ['What it was before is kept: receipts of then are held to that.'] : []),
      ]);
    },
  );
  run(
    gateway.command('forget <url>').description('forget a gateway: it is met anew with the next command'),
    async ({ known, output }, [given = '']) => {
      const url = writtenEndpoint(given, '<url>');
      if (!(await known.forget(url))) {
        throw new CustosError(
          'NOT_FOUND',
          `${url} is no gateway that you know. ${ownCommand('gateway list')} shows them.`,
        );
      }
      output.result({ forgotten: url }, () => [
        `${url} is forgotten, with what it was before.`,
        `Until it is met again, its receipts can be held to the ledger alone: ${ownCommand('receipt verify FILE --rpc URL')}.`,
      ]);
    },
  );
}

/** What each holder is called, in a line that ends with the name; undefined where nobody says it. */
function holders(pins: readonly Pin[], rpc: string): Promise<(string | undefined)[]> {
  return Promise.all(pins.map(({ endpoint, identity }) => toldHolder(endpoint, identity, rpc)));
}

/** The user's own accounts by their keys; others as they are. */
async function keyNames(dataDir: string): Promise<(account: string) => string> {
  const keys = await accountKeys(dataDir).catch((): KeyFile[] => []);
  const names = new Map(keys.map(({ name, account }) => [account as string | undefined, name]));
  return (account) => (names.has(account) ? `your key ${names.get(account)} (${account})` : account);
}

function earlierLine({ identity, since, until }: EarlierIdentity): string {
  return `  before, ${dateWords(since)} to ${dateWords(until)}: log key ${identity.verifierKey}`;
}

function identityLines({ holder, ledger, gateway, logId, verifierKey }: GatewayIdentity): string[] {
  return [`  holder ${holder}, gateway ${gateway}`, `  ledger ${ledger}`, `  log ${logId}`, `  log key ${verifierKey}`];
}
