import { toBase64Url } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { parseLedger, toId } from '../core/ids.ts';
import { parseStatement, type SignedStatement } from '../core/session-statement.ts';
import { text } from '../core/shape.ts';
import { staffChallenge } from '../core/staff-challenge.ts';
import type { AssertionOptionsJson } from '../core/webauthn-json.ts';
import { anyText, checkAnswer, count, noGateway, type ShapeOf } from './answers.ts';
import type { GatewayClient, PersonAccount } from './gateway-client.ts';
import type { PasskeyDevice } from './passkeys.ts';

/** What takes a person to the sign-in of its organisation, and back. */
export interface SignInBrowser {
  /** To where the browser comes back: `http://127.0.0.1:PORT/…` where a program listens, or a page that the node was told of. */
  readonly redirectUri: string;
  /** Takes the person to the address, and gives the whole address to which its browser came back. */
  open(url: string): Promise<string>;
}

interface StaffChallenge {
  readonly nonce: string;
  readonly options: AssertionOptionsJson;
}

/** Thumbprint of no key: what is answered for it is never used. */
const NO_SESSION = 'A'.repeat(43);

type Wanted = Parameters<PersonAccount['vouch']>[0];

const HEX = (bytes: number) => text(new RegExp(`^0x(?:[0-9a-f]{2}){1,${bytes}}$`), 'lowercase hex with 0x');
const SIGNED: ShapeOf<SignedStatement> = { statement: anyText, key: HEX(128), signature: HEX(64) };
const BEGUN: ShapeOf<{ url: string; signIn: string; expires: number }> = {
  url: anyText,
  signIn: anyText,
  expires: count,
};

/** A person who signs in at its organisation's own provider (OpenID Connect), by `node`, the client of the organisation's own
 *  node, at which nobody need be signed in: for each session anew. SESSION_INVALID where the sign-in is not accepted, FORBIDDEN
 *  where it gives the person nothing to do. */
export function byProvider(node: GatewayClient, browser: SignInBrowser): PersonAccount {
  return {
    vouch: async (wanted) => {
      await requireSameLedger(node, wanted);
      const { jkt, gateway } = wanted;
      const { redirectUri } = browser;
      const begun = await ask(node, '/v1/auth/oidc/begin', { jkt, gateway, redirectUri }, BEGUN, true);
      const redirected = await browser.open(begun.url);
      return checked(node, wanted, '/v1/auth/oidc/callback', { signIn: begun.signIn, redirected }, true);
    },
  };
}

/** A person of the organisation whose own node `node` is, who proves itself there with a staff passkey of the device, for each
 *  session anew. SESSION_INVALID for a passkey that is no staff member's, FORBIDDEN for a session elsewhere of one whose
 *  duties do not cover what the organisation does there. */
export function byStaffPasskey(node: GatewayClient, device: PasskeyDevice): PersonAccount {
  return {
    vouch: async (wanted) => {
      await requireSameLedger(node, wanted);
      const { ledger, gateway, jkt } = wanted;
      const { gateway: asker } = await node.identity();
      const json = { jkt, gateway };
      const asked = await node.json<StaffChallenge>('POST', '/v1/auth/staff/challenge', { json, anonymous: true });
      const nonce = toId(asked.nonce, 'The nonce');
      // Computed, not taken: it is over this session, whatever the node says.
      const challenge = staffChallenge({ ledger: parseLedger(ledger), asker, nonce, jkt, gateway });
      const assertion = await device.get({ ...asked.options, challenge: toBase64Url(challenge) });
      return checked(node, wanted, '/v1/auth/staff/statement', { ...json, nonce, assertion }, true);
    },
  };
}

/** Why nobody can come in as a person of the organisation at `node`, its own node, in words that say what to do; undefined where they can. Nobody need be
 *  signed in, and nobody is asked to sign anything. */
export async function personsKeptOut(node: GatewayClient): Promise<CustosError | undefined> {
  const { gateway } = await node.identity();
  try {
    await node.json('POST', '/v1/auth/staff/challenge', { json: { jkt: NO_SESSION, gateway }, anonymous: true });
    return undefined;
  } catch (error) {
    if (isCustosError(error, 'UNAVAILABLE')) return error;
    throw error;
  }
}

/** The person who is signed in at `node`, its organisation's own node, for sessions at other gateways: until the session there
 *  ends, nothing more need be proven. FORBIDDEN where its duties lead to no other gateway. */
export function byNode(node: GatewayClient): PersonAccount {
  return {
    vouch: async (wanted) => {
      await requireSameLedger(node, wanted);
      const { jkt, gateway } = wanted;
      return checked(node, wanted, '/v1/auth/statements', { jkt, gateway });
    },
  };
}

async function checked(
  node: GatewayClient,
  wanted: Wanted,
  path: string,
  json: object,
  anonymous = false,
): Promise<SignedStatement> {
  return forSession(node, await ask(node, path, json, SIGNED, anonymous), wanted);
}

/** A statement for another session would open that one. */
function forSession(
  node: GatewayClient,
  { statement, key, signature }: SignedStatement,
  wanted: Wanted,
): SignedStatement {
  const said = parseStatement(statement);
  const isWanted = said.jkt === wanted.jkt && said.gateway === wanted.gateway && said.ledger === wanted.ledger;
  if (isWanted) return { statement, key, signature };
  throw noGateway(node.endpoint, 'it vouches for another session than was asked for');
}

async function ask<Answer>(
  node: GatewayClient,
  path: string,
  json: object,
  shape: ShapeOf<Answer>,
  anonymous: boolean,
): Promise<Answer> {
  return checkAnswer(node, await node.json<Json>('POST', path, { json, anonymous }), shape);
}

async function requireSameLedger(node: GatewayClient, { ledger }: Wanted): Promise<void> {
  if ((await node.identity()).ledger === ledger) return;
  throw new CustosError(
    'LEDGER_MISMATCH',
    `${node.endpoint} is of another ledger than the gateway, and vouches for nobody there. Nothing was sent.`,
  );
}
