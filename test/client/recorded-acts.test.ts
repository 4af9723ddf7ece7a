import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordConsents } from '../../src/client/consents.ts';
import { formDigest, reasonDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { ledgerActs } from '../../src/client/ledger-acts.ts';
import { revokePermit } from '../../src/client/permits.ts';
import { findReference, recordedActs } from '../../src/client/recorded-acts.ts';
import { listSubjects } from '../../src/client/subjects.ts';
import { withdrawRecorded } from '../../src/client/withdrawals.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { issuePermit, publish } from '../gateway/publisher.ts';

let consortium: Consortium;
let auditor: GatewayClient;
let subjects: Pseudonym[];
let permit: number;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 2 });
  const holder = consortium.client(consortium.keys.holder);
  auditor = consortium.client(consortium.keys.auditor);
  const dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  subjects = (await listSubjects(holder)).map(({ subject }) => subject);
  const now = Math.floor(Date.now() / 1000);
  const records = subjects.map((subject, i) => ({
    ...{ subject, form: formDigest(`sheet ${i}`), permission: 'HMB', modifiers: ['NAI', 'NCU'] },
    ...{ ...answersIn(['NAI', 'NCU']), excluded: [], fromSeconds: now - 60, untilSeconds: now + 86_400 },
    ...{ notice: consortium.notice, identifiable: false, futureMembers: false },
  }));
  await recordConsents(holder, records);
  await withdrawRecorded(holder, subjects[0] as Pseudonym, formDigest('Telephone call'), undefined);
  permit = await issuePermit(consortium, dataset);
  await revokePermit(holder, permit, 'Study stopped');
}, 120_000);
afterAll(() => consortium?.close());

describe('what was recorded from forms and calls', () => {
  it('is listed for all patients to an auditor, by whom it was recorded and from which form, though the account alone did it', async () => {
    const looked: number[] = [];
    const all = await Array.fromAsync(recordedActs(auditor, { onLooked: (done) => looked.push(done) }));
    expect(all.map(({ what, form }) => [what, form]).sort()).toEqual(
      [
        ['consent', formDigest('sheet 0')],
        ['consent', formDigest('sheet 1')],
        ['withdrawal', formDigest('Telephone call')],
      ].sort(),
    );
    expect(new Set(all.map(({ subject }) => subject))).toEqual(new Set(subjects));
    for (const { by } of all) expect(by?.member).toBe(consortium.keys.holder.address);
    expect(all.find(({ what }) => what === 'withdrawal')?.seq).toBeGreaterThan(0);
    expect(looked.at(-1)).toBe(2);
  });

  it('is found by the text of its reference, to the letter', async () => {
    expect(await findReference(auditor, 'Telephone call')).toMatchObject([
      { as: 'recorded', act: { what: 'withdrawal', subject: subjects[0] } },
    ]);
    expect(await findReference(auditor, 'sheet 1')).toMatchObject([
      { as: 'recorded', act: { what: 'consent', subject: subjects[1] } },
    ]);
    expect(await findReference(auditor, 'telephone call')).toEqual([]);
  });

  it('asks about no patient where it may not, and finds what the ledger says alone', async () => {
    const asked: number[] = [];
    const looked: number[] = [];
    const options = {
      mayAsk: (patients: number) => {
        asked.push(patients);
        return false;
      },
      onLooked: (done: number) => looked.push(done),
    };
    expect(await findReference(auditor, 'sheet 1', options)).toEqual([]);
    expect(await findReference(auditor, 'Telephone call', options)).toMatchObject([
      { as: 'ledger', act: { what: 'withdrawal-of-all', subject: subjects[0] } },
    ]);
    expect([asked, looked]).toEqual([[2, 2], []]);
  });

  it('is found by the reason why a permit was ended', async () => {
    expect(await findReference(auditor, 'Study stopped')).toMatchObject([
      { as: 'ledger', act: { what: 'permit-revocation', permit, form: reasonDigest('Study stopped') } },
    ]);
  });
});

describe('what the ledger says of one permit', () => {
  it('is its issue and its end, with who and when, and nothing of others', async () => {
    const acts = await Array.fromAsync(ledgerActs(auditor, { permit }));
    expect(acts.map(({ what }) => what)).toEqual(['permit-issue', 'permit-revocation']);
    for (const act of acts) {
      expect(act).toMatchObject({ permit, actor: expect.stringMatching(/^0x[0-9a-f]{40}$/) });
      expect(Math.abs(act.at - Date.now())).toBeLessThan(3_600_000);
    }
    expect(await Array.fromAsync(ledgerActs(auditor, { permit: permit + 1 }))).toEqual([]);
  });
});

describe('what the ledger says of one patient', () => {
  it('is all that was recorded for it, and nothing of others', async () => {
    const acts = await Array.fromAsync(ledgerActs(auditor, { subject: subjects[0] as Pseudonym }));
    expect(acts.map(({ what }) => what)).toEqual(['enrolment', 'consent', 'withdrawal-of-all']);
    expect(acts.every(({ subject }) => subject === subjects[0])).toBe(true);
    expect(acts[2]).toMatchObject({ form: formDigest('Telephone call') });
    // No signer of the patient's signed it.
    expect(acts[2]?.by).toBeUndefined();
    expect(await Array.fromAsync(ledgerActs(auditor, { subject: `0x${'12'.repeat(32)}` as Pseudonym }))).toEqual([]);
  });

  it('is not read where the ledger of all is', async () => {
    const kinds = (await Array.fromAsync(ledgerActs(auditor))).map(({ what }) => what);
    expect(kinds).toContain('consent');
    expect(kinds).not.toContain('enrolment');
  });
});
