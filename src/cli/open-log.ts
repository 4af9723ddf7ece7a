import { logVerifierKey } from '../access-log/log-key.ts';
import type { Bytes } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, type LogId, logOrigin, ZERO_ADDRESS, ZERO_DIGEST } from '../core/ids.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { ledgerCalls } from '../ledger/calls.ts';
import { findByIdentity, findMember } from '../ledger/find-member.ts';
import { logKeys } from '../ledger/log-keys.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import { LOG_MODE, MEMBER_STATUS, roleNames } from '../ledger/words.ts';
import { openWriter } from '../ledger/writer.ts';
import { type Joining, joiningCommands, rolesCommand } from './joining.ts';
import { requireIdentity } from './ledger-check.ts';
import { othersCommand } from './own-command.ts';

export interface LogFounding {
  readonly reader: LedgerReader;
  readonly gateway: AccountKey;
  readonly holder: Address;
  readonly seed: Bytes;
  readonly mode: 'disclosed' | 'heads-only';
  readonly fromHeight: number;
  /** What a network's administrator is asked for where the node is not added yet. */
  readonly joining?: Pick<Joining, 'endpoint' | 'roles'>;
}

/** Opens the gateway's log on chain, or finds the one that it opened before with this key. CONFIG_INVALID until the
 *  administrator has added holder and gateway. */
export async function openLogOnChain(founding: LogFounding): Promise<LogId> {
  const { reader, gateway, holder, seed, mode, fromHeight } = founding;
  await requireMember(founding);
  for (let index = 0; ; index++) {
    const logId = await reader.views.accessLog.logIdAt(holder, index);
    const verifierKey = logVerifierKey(logOrigin(reader.ledger, logId), seed);
    const opened = await holderOf(reader, logId);
    if (opened !== ZERO_ADDRESS) {
      const keys = await logKeys(reader, logId, fromHeight);
      if (keys.some((key) => key.verifierKey === verifierKey)) return logId;
      continue;
    }
    const writer = await openWriter({ reader, key: gateway });
    try {
      const none = ZERO_DIGEST as string as LogId;
      const call = ledgerCalls(reader.contracts).accessLog.openLog(
        logId,
        verifierKey,
        mode === 'disclosed' ? LOG_MODE.disclosed : LOG_MODE.headsOnly,
        none,
        0,
        ZERO_DIGEST,
      );
      await writer.send(call);
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_REJECTED') || error.details['error'] !== 'AccessLogIdDiffers') throw error;
      const message = 'Another log of the holder was opened at the same moment, so this one was not. Run it again.';
      throw new CustosError('LEDGER_REJECTED', message, { cause: error });
    } finally {
      await writer.close();
    }
    return logId;
  }
}

async function holderOf(reader: LedgerReader, logId: LogId): Promise<Address> {
  return (await reader.views.accessLog.logOf(logId)).holder;
}

async function requireMember({ reader, gateway: { address }, holder, joining }: LogFounding): Promise<void> {
  const [member, principal] = await Promise.all([findMember(reader, address), findByIdentity(reader, holder)]);
  if (principal !== undefined && principal.status !== MEMBER_STATUS.none) requireIdentity(principal, holder);
  const isOwn = member?.principal === holder;
  if (isOwn && member.status === MEMBER_STATUS.active) return;
  if (isOwn && member.status === MEMBER_STATUS.suspended) throw notYet(address, holder, [`member resume ${address}`]);
  const { endpoint = 'URL', roles = [] } = joining ?? {};
  const [add, attach] = joiningCommands({ holder, gateway: address, endpoint, roles });
  // It is there already, as one that has no node.
  const isKnown = principal !== undefined && principal.status !== MEMBER_STATUS.none;
  const names = isKnown ? roleNames(principal.roles) : undefined;
  const first = names === undefined ? add : rolesCommand(holder, ['holder', ...names], roles);
  throw notYet(address, holder, names?.includes('holder') ? [attach] : [first, attach]);
}

function notYet(gateway: Address, holder: Address, missing: readonly string[]): CustosError {
  return new CustosError(
    'CONFIG_INVALID',
    `The gateway ${gateway} is no active gateway of ${holder} on the ledger. The administrator must first run ${missing.map((command) => othersCommand(command)).join(' and ')}.`,
  );
}
