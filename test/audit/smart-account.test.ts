import { describe, expect, it } from 'vitest';
import type { LedgerSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import { Study } from './honest-trail.ts';
import { person } from './persons.ts';

/** A release in a session whose message the requester’s account did not sign itself. */
async function auditSession(acceptsSignature: LedgerSource['acceptsSignature']) {
  const study = new Study();
  const made = await study.evidenceFor(study.request(), study.requester);
  const message = study.signInMessage(study.requester);
  const signature = (await person('owner').wallet.signMessage(message)) as `0x${string}`;
  const evidence = { ...made, session: { type: 'siwe', message, signature } } as typeof made;
  await study.release({ rows: study.rowsOf(0), evidence });
  study.anchor();
  const { acceptsSignature: _, ...source } = study.ledgerSource();
  const report = await audit(acceptsSignature ? { ...source, acceptsSignature } : source, [study.logSource()]);
  return { verdict: report.verdict, sessions: report.unseen.sessions, codes: report.findings.map(({ code }) => code) };
}

describe('a session that a smart account opened', () => {
  it('holds where the account vouches for it', async () => {
    expect(await auditSession(async () => true)).toEqual({ verdict: 'clean', sessions: 0, codes: [] });
  });

  it('is not clean, and convicts nobody, where the account vouches for it no more', async () => {
    expect(await auditSession(async () => false)).toEqual({ verdict: 'could-not', sessions: 1, codes: [] });
  });

  it('is not clean, and convicts nobody, where no chain can be asked', async () => {
    expect(await auditSession(undefined)).toEqual({ verdict: 'could-not', sessions: 1, codes: [] });
  });

  it('is a finding where no contract stands at the account', async () => {
    expect(await auditSession(async () => undefined)).toMatchObject({ codes: ['SESSION_INVALID'] });
  });
});
