import { type Hex, toBase64Url } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { parseLedger, toId } from '../core/ids.ts';
import { parseStatement, type SignedStatement } from '../core/session-statement.ts';
import { text } from '../core/shape.ts';
import { staffChallenge } from '../core/staff-challenge.ts';
import type { AssertionOptionsJson } from '../core/webauthn-json.ts';
import { answerOf, anyText, noGateway } from './answers.ts';
import type { GatewayClient, PersonAccount } from './gateway-client.ts';
import type { PasskeyDevice } from './passkeys.ts';

interface Challenge {
  readonly nonce: string;
  readonly options: AssertionOptionsJson;
}

const HEX = text(/^0x(?:[0-9a-f]{2}){1,128}$/, 'lowercase hex with 0x');

/** A person of the organisation whose own node `node` is, who proves itself there with a staff passkey of the device, for each
 *  session anew. The account of clients of that gateway, and of those of others where the person is a researcher. */
export function byStaffPasskey(node: GatewayClient, device: PasskeyDevice): PersonAccount {
  return {
    vouch: async ({ ledger, gateway, jkt }) => {
      const own = await node.identity();
      if (own.ledger !== ledger) {
        throw new CustosError(
          'LEDGER_MISMATCH',
          `${node.endpoint} is of another ledger than the gateway, and vouches for nobody there. Nothing was signed.`,
        );
      }
      const json = { jkt, gateway };
      const asked = await node.json<Challenge>('POST', '/v1/auth/staff/challenge', { json, anonymous: true });
      const nonce = toId(asked.nonce, 'The nonce');
      // Computed, not taken: it is over this session, whatever the node says.
      const signed = { ledger: parseLedger(ledger), asker: own.gateway, nonce, jkt, gateway };
      const assertion = await device.get({ ...asked.options, challenge: toBase64Url(staffChallenge(signed)) });
      const statement = await answerOf<{ statement: string; key: Hex; signature: Hex }>(
        node,
        ['POST', '/v1/auth/staff/statement'],
        { statement: anyText, key: HEX, signature: HEX },
        { json: { ...json, nonce, assertion }, anonymous: true },
      );
      return forSession(node, statement, { ledger, gateway, jkt });
    },
  };
}

/** A statement for another session would open that one. */
function forSession(
  node: GatewayClient,
  { statement, key, signature }: SignedStatement,
  wanted: Parameters<PersonAccount['vouch']>[0],
): SignedStatement {
  const said = parseStatement(statement);
  const isWanted = said.jkt === wanted.jkt && said.gateway === wanted.gateway && said.ledger === wanted.ledger;
  if (isWanted) return { statement, key, signature };
  throw noGateway(node.endpoint, 'it vouches for another session than was asked for');
}
