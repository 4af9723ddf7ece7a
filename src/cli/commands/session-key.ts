import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { listMembers, type Member } from '../../client/members.ts';
import { listSessionKeys, type SessionKey } from '../../client/session-keys.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { memberAmong } from '../find-member.ts';
import { namesOf } from '../member-names.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { type Kind, pick, shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { nodeSessionKey, renewSessionKey, SESSION_KEY_STATES, type VouchingNode } from '../session-key-renewal.ts';
import { lastDaySeconds } from '../time.ts';
import { send } from '../transaction.ts';

const KEY: Kind<SessionKey> = {
  one: 'session key',
  id: ({ keyHash }) => keyHash,
  look: `${ownCommand('member session-key list')} shows which there are.`,
};
/** Keys by which the organisation of a node vouches for its persons. */
export function sessionKeyCommands(member: Command, run: Run): void {
  const keys = member
    .command('session-key')
    .description('keys by which an organisation’s node vouches for its persons at all gateways');
  run(
    keys
      .command('renew')
      .description('make a new key for the node in the data directory and name it on the ledger, as its holder')
      .option('--until <end>', 'its last day: YYYY-MM-DD, or a period as 365d; at most two years away', '365d'),
    async (context, _, { until }: { readonly until: string }) => {
      const last = lastDaySeconds(until);
      const client = await context.client();
      const own = await ownOrganisation(context, client);
      const renewed = await renewSessionKey(await nodeOf(context, client, own), last);
      const { older, path, mined } = renewed;
      const { keyHash, until: end } = renewed.key;
      context.output.result({ keyHash, until: end, path, ...mined }, () => [
        `The node vouches for the persons of ${own.called} until ${dateWords(end)}, by the key ${shortId(keyHash, [])} (${path}).`,
        ...(older ? [remainsWords(older)] : []),
      ]);
    },
  );
  run(
    keys.command('list [member]').description('list the session keys of an organisation, your own unless said'),
    async (context, [wanted]) => {
      const client = await context.client();
      const own =
        wanted === undefined ? await ownOrganisation(context, client) : await organisation(context, client, wanted);
      const all = await listSessionKeys(client, own.identity);
      const here = await nodeSessionKey(await nodeOf(context, client, own));
      const ids = all.map(({ keyHash }) => keyHash);
      context.output.result(all, () =>
        table(
          ['key', 'from', 'last day', 'state', 'signs here'],
          all.map((one) => [
            shortId(one.keyHash, ids),
            dateWords(one.from),
            dateWords(one.until),
            SESSION_KEY_STATES[one.state],
            one.key === here ? 'yes' : '',
          ]),
        ),
      );
    },
  );
  run(
    keys
      .command('end <key>')
      .description('end a session key of your organisation at once, with every session that it opened anywhere'),
    async (context, [wanted]) => {
      const client = await context.client();
      const own = await ownOrganisation(context, client);
      const { keyHash, key, state } = pick(wanted ?? '', await listSessionKeys(client, own.identity), KEY);
      if (state === 'removed') throw new CustosError('CONFLICT', `The key ${shortId(keyHash, [])} has ended already.`);
      const mined = await send(client, ({ membership }) => membership.removeSessionKey(keyHash));
      const isHere = key === (await nodeSessionKey(await nodeOf(context, client, own)));
      context.output.result({ keyHash, ...mined }, () => [
        `The key ${shortId(keyHash, [])} has ended, with the sessions of ${own.called} that it opened (block ${mined.height}).`,
        ...(isHere
          ? [`It was this node’s: nobody signs in by it until ${ownCommand('member session-key renew')} makes another.`]
          : []),
      ]);
    },
  );
}

interface Organisation extends Pick<Member, 'identity'> {
  /** In a sentence. */
  readonly called: string;
}

/** That of the account that acts. */
async function ownOrganisation(context: Context, client: GatewayClient): Promise<Organisation> {
  const { address } = await context.account();
  const members = await listMembers(client);
  const own = members.find(({ account }) => account === address);
  if (own !== undefined) return { identity: own.principal, called: namesOf(members)(own.principal) };
  throw new CustosError('FORBIDDEN', `${address} is no member here. Act as one that is: --as NAME.`);
}

async function organisation(context: Context, client: GatewayClient, wanted: string): Promise<Organisation> {
  const members = await listMembers(client);
  const identity = await memberAmong(context, members, wanted);
  return { identity, called: namesOf(members)(identity) };
}

/** A node’s keys are encrypted all alike. */
async function nodeSecret(context: Context): Promise<string | undefined> {
  const node = await context.node();
  return node?.rootKey === 'file' ? undefined : context.passphrase();
}

async function nodeOf(
  context: Context,
  client: GatewayClient,
  { identity: member }: Organisation,
): Promise<VouchingNode> {
  return { client, member, directory: context.dataDir, passphrase: await nodeSecret(context) };
}

function remainsWords({ keyHash, until }: SessionKey): string {
  const id = shortId(keyHash, []);
  return `The key before, ${id}, counts until ${dateWords(until)}. In an hour nobody needs it any more: ${ownCommand(`member session-key end ${id}`)}.`;
}
