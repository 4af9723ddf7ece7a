import { ifReadable } from '../../core/errors.ts';
import type { SessionProof } from '../../core/evidence.ts';
import { formatLedger } from '../../core/ids.ts';
import {
  isStatementSigned,
  MAX_STATEMENT_MS,
  parseStatement,
  type SessionStatement,
} from '../../core/session-statement.ts';
import { nativeEd25519 } from '../../ledger/native-ed25519.ts';
import type { OpenedSession, SessionTarget } from './opened-session.ts';

export type OrganisationProof = Extract<SessionProof, { readonly type: 'organisation' }>;

/** The statement, if the key that comes with it signed it. Whose key that is, is the ledger's word. */
export function readStatement(proof: OrganisationProof): SessionStatement | undefined {
  const said = ifReadable(() => parseStatement(proof.statement));
  return said !== undefined && said.member === proof.member && isStatementSigned(proof, nativeEd25519)
    ? said
    : undefined;
}

/** Checks a session that an organisation's statement opened, but for whether its key counted. */
export function openedByOrganisation(
  said: SessionStatement | undefined,
  { key }: OrganisationProof,
  target: SessionTarget,
): OpenedSession {
  if (said === undefined) return invalid('the statement is not of its form, or its key did not sign it');
  const reason = faultOf(said, target);
  if (reason !== undefined) return invalid(reason);
  const { jkt, member, person, notAfter } = said;
  return { kind: 'opened', jkt, vouched: { member, person, key, notAfter } };
}

function faultOf(said: SessionStatement, { ledger, gateway, time, skew }: SessionTarget): string | undefined {
  if (said.ledger !== formatLedger(ledger)) return 'it is for another ledger';
  if (said.gateway !== gateway) return 'it is for another gateway';
  if (time - skew > said.notAfter) return 'it had expired';
  if (said.notAfter > time + skew + MAX_STATEMENT_MS) return 'it lasts longer than an hour';
  return undefined;
}

function invalid(reason: string): OpenedSession {
  return { kind: 'invalid', reason };
}
