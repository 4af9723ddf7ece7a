import { logVerifierKey } from '../access-log/log-key.ts';
import type { Bytes } from '../core/bytes.ts';
import { dateWords } from '../core/date-words.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, type LogId, logOrigin, ZERO_ADDRESS } from '../core/ids.ts';
import { roleWords } from '../core/role-words.ts';
import { sessionKeyHash } from '../core/session-statement.ts';
import { StatementSigner } from '../gateway/auth/statement-signer.ts';
import type { Member } from '../ledger/abi.ts';
import { findByIdentity, findMember } from '../ledger/find-member.ts';
import { logKeys } from '../ledger/log-keys.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import { LOG_MODE, MEMBER_STATUS, ROLE, roleNames } from '../ledger/words.ts';
import { rolesCommand } from './joining.ts';
import type { NodeConfig } from './node-config.ts';
import { othersCommand, ownCommand } from './own-command.ts';

/** A month, in seconds: time enough for whoever runs the node. */
export const RENEW_BEFORE = 30 * 86_400;

/** What a node is by its directory. */
export interface NodeIdentity {
  readonly config: NodeConfig;
  readonly holder: Address;
  readonly logId: LogId;
  /** Of keys/gateway.key. */
  readonly account: Address;
  /** Of keys/log.key. */
  readonly seed: Bytes;
}

/** Refuses (CONFIG_INVALID, KEY_WRONG, in one sentence) a directory that says otherwise than the ledger: such a node
 *  would look ready, and nothing that it logged would ever be anchored, or every release of it be found false. A member
 *  that is suspended or removed passes: it still has withdrawals to relay. */
export async function checkAgainstLedger(reader: LedgerReader, node: NodeIdentity): Promise<void> {
  await checkMembers(reader, node);
  await checkLog(reader, node);
}

/** What to tell of an embedded chain that would take nothing from the consortium's administrator; undefined where it does.
 *  No refusal: the role may have been handed over on the ledger since, and withdrawals must not wait for an editor. */
export async function administratorFault(reader: LedgerReader, config: NodeConfig): Promise<string | undefined> {
  if (config.chain.kind !== 'embedded') return undefined;
  const administrator = await reader.views.membership.defaultAdmin();
  if (administrator === config.administrator) return undefined;
  const member = await findMember(reader, administrator);
  if (member?.status === MEMBER_STATUS.active) return undefined;
  return `config.json names ${config.administrator ?? 'nobody'} as administrator, the ledger has ${administrator}: the chain takes nothing from that account until config.json names it.`;
}

/** What to tell of an organisation that is to ask in its network, and may not; undefined where it may all that config.json says. */
export async function rolesFault(
  reader: LedgerReader,
  holder: Address,
  { roles: wanted = [] }: Pick<NodeConfig, 'roles'>,
): Promise<string | undefined> {
  const names = roleNames((await findByIdentity(reader, holder))?.roles ?? 0);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return undefined;
  return `The organisation is not ${roleWords(missing)} on the ledger, as config.json has it: its persons are refused what takes that. The administrator says it: ${othersCommand(rolesCommand(holder, names, missing))}.`;
}

/** What whoever runs the node must know of the key by which it vouches for its holder's persons: that it counts not, or not for
 *  long; undefined where it does, and where there is none. */
export async function sessionKeyFault(
  reader: LedgerReader,
  holder: Address,
  seed: Bytes | undefined,
): Promise<string | undefined> {
  if (seed === undefined) return undefined;
  const { key } = new StatementSigner({ ledger: reader.ledger, member: holder, seed });
  const { until } = await reader.views.membership.sessionKeyOf(holder, sessionKeyHash(key));
  const now = Date.now() / 1000;
  if (until > now + RENEW_BEFORE) return undefined;
  const renew = `Renew it: ${ownCommand('member session-key renew')}.`;
  if (until <= now)
    return `Nobody can sign in as a person of the organisation: its session key does not count. ${renew}`;
  return `The session key counts until ${dateWords(until)}, and nobody signs in as a person of the organisation after that. ${renew}`;
}

/** CONFIG_INVALID where the holder is named by an account that it was moved to: all that a node signs and keeps goes by its identity. */
export function requireIdentity({ identity }: Pick<Member, 'identity'>, holder: Address): void {
  if (identity === holder) return;
  throw new CustosError(
    'CONFIG_INVALID',
    `config.json names the holder ${holder}, an account that the member ${identity} was moved to. A member goes by its first account for good: write "holder": "${identity}" there.`,
  );
}

async function checkMembers(reader: LedgerReader, { config, holder, account }: NodeIdentity): Promise<void> {
  const [gateway, principal] = await Promise.all([findMember(reader, account), findByIdentity(reader, holder)]);
  if (!has(principal, ROLE.holder)) throw wrong(`names the holder ${holder}, which is no holder on the ledger`);
  requireIdentity(principal, holder);
  const theAccount = `the gateway’s account ${account} (keys/gateway.key)`;
  if (!has(gateway, ROLE.gateway)) throw keyWrong(`${theAccount} is no gateway on the ledger`);
  if (gateway.status === MEMBER_STATUS.rotated || gateway.account !== account) {
    throw keyWrong(`${theAccount} was replaced by ${gateway.account} on the ledger`);
  }
  if (gateway.principal !== principal.identity) {
    throw wrong(`names the holder ${holder}, but ${theAccount} acts for ${gateway.principal} on the ledger`);
  }
  if (gateway.endpoint !== config.endpoint) {
    throw wrong(
      `names the endpoint ${config.endpoint}, but the ledger has ${gateway.endpoint || 'none'} for this gateway, which sign-ins and proofs name`,
    );
  }
}

async function checkLog(reader: LedgerReader, { config, holder, logId, seed }: NodeIdentity): Promise<void> {
  const [log, principal] = await Promise.all([reader.views.accessLog.logOf(logId), findByIdentity(reader, holder)]);
  if (log.holder === ZERO_ADDRESS) throw wrong(`names the log ${logId}, which the ledger does not have`);
  if (log.holder !== principal?.identity) {
    throw wrong(`names the log ${logId}, which is one of ${log.holder} on the ledger, not of ${holder}`);
  }
  const mode = log.mode === LOG_MODE.disclosed ? 'disclosed' : 'heads-only';
  if (mode !== config.mode) throw wrong(`says mode ${config.mode}, but the log was opened as ${mode} on the ledger`);
  const own = logVerifierKey(logOrigin(reader.ledger, logId), seed);
  const keys = await logKeys(reader, logId, config.fromHeight);
  if (keys.length === 0 && config.fromHeight && (await logKeys(reader, logId, 0)).length > 0) {
    throw wrong(`says fromHeight ${config.fromHeight}, but the ledger has events of this log before that`);
  }
  if (keys.at(-1)?.verifierKey === own) return;
  throw keyWrong(`keys/log.key is not the key that the ledger has for the log ${logId}`);
}

function has(member: Member | undefined, role: number): member is Member {
  return member !== undefined && (member.roles & role) !== 0;
}

function wrong(what: string): CustosError {
  return new CustosError('CONFIG_INVALID', `config.json ${what}. Put config.json back as it was, or correct it.`);
}

function keyWrong(what: string): CustosError {
  return new CustosError('KEY_WRONG', `${what}. Put the right key back.`);
}
