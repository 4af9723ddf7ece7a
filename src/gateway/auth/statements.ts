import { CustosError } from '../../core/errors.ts';
import { requestEncoder } from '../../core/evidence.ts';
import type { Address } from '../../core/ids.ts';
import {
  isStatementSigned,
  MAX_STATEMENT_MS,
  parseStatement,
  type SessionStatement,
  type SignedStatement,
  sessionKeyHash,
} from '../../core/session-statement.ts';
import { nativeEd25519 } from '../../ledger/native-ed25519.ts';
import type { Opening } from './sessions.ts';
import type { Vouched } from './signed-in.ts';

/** Shown ones that are remembered: those of the last hour, and more. */
const MAX_SHOWN = 50_000;

/** What a statement must name to open a session here. */
export interface StatementTarget {
  readonly ledger: string;
  /** Identity of this gateway. */
  readonly gateway: Address;
  /** Of the organisation, as the ledger has it now: its account and the last second of the key that signed; undefined where
   *  it may do nothing, or the key does not count for it. */
  readonly vouches: (vouched: Vouched) => { readonly account: Address; readonly until: number } | undefined;
  /** Whether what was said of the person until then, in ms, was ended here since. */
  readonly isEnded: (vouched: Vouched, notAfter: number) => boolean;
}

/** Takes the statements by which organisations vouch for their persons. Each opens one session until a restart, which
 *  ends all sessions: whoever shows one again still needs the key that it names. */
export class Statements {
  readonly #target: StatementTarget;
  readonly #shown = new Set<string>();

  constructor(target: StatementTarget) {
    this.#target = target;
  }

  /** What the statement opens. Throws SESSION_INVALID with the reason, CONFLICT where it was shown before. */
  open(signed: SignedStatement, now: number): Opening {
    const said = parseStatement(signed.statement);
    const { person, member, jkt, notAfter: expires } = said;
    const vouched = { person, member, keyHash: sessionKeyHash(signed.key) };
    const reason = this.#mismatch(said, now);
    if (reason !== undefined) throw invalid(reason);
    const known = this.#target.vouches(vouched);
    if (known === undefined)
      throw invalid('the key that signed it is not one that the ledger has for the organisation now');
    if (Math.floor(expires / 1000) > known.until) throw invalid('it lasts longer than the key that signed it');
    if (!isStatementSigned(signed, nativeEd25519)) throw invalid('its signature is not of the key that it comes with');
    if (this.#target.isEnded(vouched, expires)) throw ended();
    this.#once(signed.statement);
    const evidenceOf = requestEncoder({ type: 'organisation', member, ...signed });
    return { signer: known.account, vouched, jkt, expires, evidenceOf };
  }

  #mismatch({ ledger, gateway, notAfter }: SessionStatement, now: number): string | undefined {
    if (ledger !== this.#target.ledger) return `it is for another ledger; this is ${this.#target.ledger}`;
    if (gateway !== this.#target.gateway) return `it is for another gateway; this is ${this.#target.gateway}`;
    if (notAfter <= now) return 'it has ended';
    if (notAfter > now + MAX_STATEMENT_MS) return 'its `notAfter` must be at most one hour away';
    return undefined;
  }

  #once(statement: string): void {
    if (this.#shown.has(statement)) {
      throw new CustosError('CONFLICT', 'The statement opened a session before. Ask your organisation for a new one.');
    }
    const [oldest] = this.#shown.keys();
    if (this.#shown.size >= MAX_SHOWN && oldest !== undefined) this.#shown.delete(oldest);
    this.#shown.add(statement);
  }
}

function ended(): CustosError {
  return new CustosError(
    'SESSION_INVALID',
    'Your sessions here were ended after your organisation vouched for you. Sign in again, with a passkey that stands.',
  );
}

function invalid(why: string): CustosError {
  return new CustosError('SESSION_INVALID', `The organisation’s statement is not accepted: ${why}.`);
}
