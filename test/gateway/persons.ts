import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayClient, type PersonAccount } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { toHex } from '../../src/core/bytes.ts';
import { type Digest, parseLedger } from '../../src/core/ids.ts';
import { type SessionStatement, type SignedStatement, sessionKeyHash } from '../../src/core/session-statement.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { type Call, ledgerCalls } from '../../src/ledger/calls.ts';
import type { Consortium } from './consortium.ts';

const YEAR = 365 * 86_400;

/** An organisation that vouches for persons with a session key of its own. */
export interface Organisation {
  /** Vouches for the person: with what is said otherwise, and what is done to the statement afterwards. */
  account(
    person: Digest,
    said?: Partial<SessionStatement>,
    bend?: (signed: SignedStatement) => SignedStatement,
  ): PersonAccount;
  /** A client of the gateway as that person. */
  person(...as: Parameters<Organisation['account']>): GatewayClient;
  /** By which the key is ended. */
  readonly keyHash: Digest;
  /** Ends the key on chain. */
  end(): Promise<void>;
}

/** A member whose session key the account names on chain; `member` where the account is a gateway. */
export async function vouching(
  consortium: Consortium,
  account: AccountKey,
  {
    member = account.address,
    untilSeconds = Math.floor(Date.now() / 1000) + YEAR,
    seed = randomBytes(32) as Uint8Array,
  } = {},
): Promise<Organisation> {
  const client = consortium.client(account);
  const { ledger: own, contracts } = await client.identity();
  const { membership } = ledgerCalls(contracts);
  const { key } = new StatementSigner({ ledger: parseLedger(own), member, seed });
  const send = async (call: Call) => {
    const { height } = await sendOwnCall(client, call);
    while ((await client.json<{ head: { height: number } }>('GET', '/v1/ledger')).head.height < height) await sleep(20);
  };
  await send(membership.addSessionKey(key, untilSeconds));
  const vouched: Organisation['account'] = (person, said, bend = (signed) => signed) => ({
    vouch: async ({ ledger, gateway, jkt }) => {
      const whole = { member, ledger, person, jkt, gateway, notAfter: Date.now() + 1_800_000, ...said };
      const signer = new StatementSigner({ ledger: parseLedger(whole.ledger), member: whole.member, seed });
      return bend(signer.sign(whole));
    },
  });
  return {
    account: vouched,
    person: (...as) => new GatewayClient({ endpoint: consortium.endpoint, account: vouched(...as) }),
    keyHash: sessionKeyHash(key),
    end: () => send(membership.removeSessionKey(sessionKeyHash(key))),
  };
}

export function pseudonym(): Digest {
  return toHex(randomBytes(32)) as Digest;
}
