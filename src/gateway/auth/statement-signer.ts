import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Bytes, Hex } from '../../core/bytes.ts';
import { toHex } from '../../core/bytes.ts';
import { type Address, formatLedger, type Ledger } from '../../core/ids.ts';
import {
  type SessionStatement,
  type SignedStatement,
  sessionKeyOf,
  statementDigest,
  statementText,
} from '../../core/session-statement.ts';

/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410). */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Whom a statement is about, and for which session. */
export type Stated = Pick<SessionStatement, 'person' | 'jkt' | 'gateway' | 'notAfter'>;

/** Signs statements about the persons of one organisation with one session key. Whether they count is the ledger's word: a key
 *  that the ledger does not name, or names no more, opens nothing anywhere. */
export class StatementSigner {
  /** As it stands on chain. */
  readonly key: Hex;
  readonly #ledger: Ledger;
  readonly #member: Address;
  readonly #secret: KeyObject;

  /** `member` is the organisation's identity, `seed` the 32 bytes of its Ed25519 key. */
  constructor({ ledger, member, seed }: { readonly ledger: Ledger; readonly member: Address; readonly seed: Bytes }) {
    this.#ledger = ledger;
    this.#member = member;
    this.#secret = createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    this.key = sessionKeyOf(createPublicKey(this.#secret).export({ format: 'der', type: 'spki' }).subarray(-32));
  }

  /** Whoever calls has seen the person prove who it is, just now, and that `jkt` is of its own key. */
  sign({ person, jkt, gateway, notAfter }: Stated): SignedStatement {
    const ledger = formatLedger(this.#ledger);
    const statement = statementText({ v: 1, ledger, member: this.#member, person, jkt, gateway, notAfter });
    const signature = toHex(sign(null, statementDigest(statement), this.#secret));
    return { statement, key: this.key, signature };
  }
}
