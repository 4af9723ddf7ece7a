import type { Command } from 'commander';
import { exportJWK, generateKeyPair } from 'jose';
import { GatewayClient } from '../../client/gateway-client.ts';
import { byProvider } from '../../client/person-sign-in.ts';
import { keptProofKey } from '../../client/proof-key.ts';
import { readOwnStaff } from '../../client/staff.ts';
import { dateWords } from '../../core/date-words.ts';
import { dutyWords } from '../../core/duties.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { loopbackBrowser } from '../loopback-browser.ts';
import { ownCommand } from '../own-command.ts';
import {
  forgetPersonSession,
  keepPersonSession,
  nodeClient,
  readPersonSession,
  requireSessionKeepable,
} from '../person-session.ts';
import type { Run } from '../run.ts';
import { recentLines } from '../staff-change-words.ts';

/** Signing in as a person of an organisation, for the commands that follow. */
export function loginCommands(program: Command, run: Run): void {
  run(
    program
      .command('login')
      .description('sign in at your organisation’s own node, by its own sign-in, for the commands with --as-person'),
    async (context) => {
      await requireSessionKeepable(context.dataDir);
      const node = await context.anonymous();
      await using browser = await loopbackBrowser((url) => {
        context.output.remark(['Open this address in a browser on this machine, and sign in there:', url]);
      });
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      const jwk = await exportJWK(privateKey);
      const client = new GatewayClient({
        endpoint: node.endpoint,
        account: byProvider(node, browser),
        newKey: () => keptProofKey(jwk),
        pins: context.known,
      });
      const session = await client.signIn();
      await keepPersonSession(context.dataDir, { node: node.endpoint, session }, jwk);
      const own = await readOwnStaff(client);
      const { person, name, duties } = own.person;
      context.output.result(
        { node: node.endpoint, person, name, duties, changes: own.changes, expires: session.expires },
        () => [
          `${name}, you are ${dutyWords(duties)} at ${node.endpoint} until ${dateWords(session.expires)}: give commands --as-person.`,
          `Logs, permits and other gateways have you as ${person}.`,
          ...recentLines(own, Date.now()),
          `${ownCommand('logout')} ends it before.`,
        ],
      );
    },
  );
  run(program.command('logout').description('end the session that `login` opened'), async (context) => {
    await closeSession(context);
    await forgetPersonSession(context.dataDir);
    context.output.result({ session: 'ended' }, () => 'Nobody is signed in here any more.');
  });
}

/** A session that has ended needs no closing, and one at a node that is away ends within the hour. */
async function closeSession({ dataDir, known, output }: Context): Promise<void> {
  try {
    await nodeClient(await readPersonSession(dataDir), known).signOut();
  } catch (error) {
    if (isCustosError(error, 'SESSION_REQUIRED')) return;
    if (!isCustosError(error, 'GATEWAY_UNREACHABLE')) throw error;
    output.remark('The node does not answer: there the session ends by itself, within the hour.');
  }
}
