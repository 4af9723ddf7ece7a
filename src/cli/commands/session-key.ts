import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { listMembers, type Member } from '../../client/members.ts';
import { listSessionKeys, type SessionKey } from '../../client/session-keys.ts';
import type { Hex } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { parseLedger } from '../../core/ids.ts';
import { StatementSigner } from '../../gateway/auth/statement-signer.ts';
import type { Context } from '../context.ts';
import { memberAmong } from '../find-member.ts';
import { namesOf } from '../member-names.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { type Kind, pick, shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { ensureNextSessionSeed, sessionSeedReader, useNextSessionKey } from '../session-key-files.ts';
import { lastDaySeconds } from '../time.ts';
import { send } from '../transaction.ts';

const KEY: Kind<SessionKey> = {
  one: 'session key',
  id: ({ keyHash }) => keyHash,
  look: `${ownCommand('member session-key list')} shows which there are.`,
};
const STATES: Readonly<Record<SessionKey['state'], string>> = {
  counts: 'counts',
  removed: 'ended',
  expired: 'its last day has passed',
  lapsed: 'ended with the account that named it',
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
      const before = await listSessionKeys(client, own.identity);
      const key = await keyOf(client, own, await ensureNextSessionSeed(context.dataDir, await nodeSecret(context)));
      const replaced = await nodeKey(context, client, own);
      const standing = before.find((one) => one.key === key);
      refuseEnded(standing);
      const mined = standing ? undefined : await name(client, key, last);
      const path = await useNextSessionKey(context.dataDir);
      const { keyHash, until: end } = pickKey(await listSessionKeys(client, own.identity), key);
      const older = before.find((one) => one.key === replaced && one.state === 'counts');
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
      const here = await nodeKey(context, client, own);
      const ids = all.map(({ keyHash }) => keyHash);
      context.output.result(all, () =>
        table(
          ['key', 'from', 'last day', 'state', 'signs here'],
          all.map((one) => [
            shortId(one.keyHash, ids),
            dateWords(one.from),
            dateWords(one.until),
            STATES[one.state],
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
      const isHere = key === (await nodeKey(context, client, own));
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

/** The key that the node of the data directory signs with; undefined where it has none, or none that opens. */
async function nodeKey(context: Context, client: GatewayClient, own: Organisation): Promise<Hex | undefined> {
  try {
    const seed = await sessionSeedReader(context.dataDir, await nodeSecret(context))();
    return seed && (await keyOf(client, own, seed));
  } catch (error) {
    if (error instanceof CustosError) return undefined;
    throw error;
  }
}

async function keyOf(client: GatewayClient, own: Organisation, seed: Uint8Array): Promise<Hex> {
  const { ledger } = await client.identity();
  return new StatementSigner({ ledger: parseLedger(ledger), member: own.identity, seed }).key;
}

async function name(client: GatewayClient, key: Hex, until: number) {
  return send(client, ({ membership }) => membership.addSessionKey(key, until));
}

function pickKey(keys: readonly SessionKey[], key: Hex): SessionKey {
  const found = keys.find((one) => one.key === key);
  if (found !== undefined) return found;
  throw new CustosError(
    'LEDGER_LAGGING',
    'The key was named, and the gateway does not list it yet. Repeat the command.',
  );
}

/** Of a renewal that was interrupted after the key was named, and whose key was ended since. */
function refuseEnded(standing: SessionKey | undefined): void {
  if (standing === undefined || standing.state === 'counts') return;
  throw new CustosError(
    'CONFLICT',
    `The key that an earlier renewal made does not count any more (${STATES[standing.state]}). Remove keys/session-next.key from the data directory and repeat.`,
  );
}

function remainsWords({ keyHash, until }: SessionKey): string {
  const id = shortId(keyHash, []);
  return `The key before, ${id}, counts until ${dateWords(until)}. In an hour nobody needs it any more: ${ownCommand(`member session-key end ${id}`)}.`;
}
