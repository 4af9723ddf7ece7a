import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type CheckedPaperForm,
  checkConsentRows,
  listConsents,
  type PaperConsent,
  type PaperForm,
  type RecordedRow,
  recordConsentRows,
  recordConsents,
} from '../../src/client/consents.ts';
import { formDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import {
  completeForm,
  discardForm,
  type IncompleteForm,
  keepScan,
  listIncompleteForms,
  listRecordedActs,
  ownForms,
  readIncompleteForm,
  readScan,
} from '../../src/client/paper.ts';
import { listSubjects } from '../../src/client/subjects.ts';
import { withdrawRecorded } from '../../src/client/withdrawals.ts';
import { utf8 } from '../../src/core/bytes.ts';
import type { Address, Digest, Pseudonym } from '../../src/core/ids.ts';
import type { FormFault } from '../../src/core/paper-form.ts';
import { givenAnswers } from '../../src/core/use-answers.ts';
import { formId } from '../../src/gateway/paper/form-id.ts';
import { FormLists } from '../../src/gateway/paper/form-lists.ts';
import { gatewayRecords, type KeptForm } from '../../src/gateway/records/gateway-records.ts';
import { Subjects } from '../../src/vault/subjects.ts';
import { Vault } from '../../src/vault/vault.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish } from './publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let subjects: Pseudonym[];
let needsChecklist = false;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 5, logLevel: 'silent', paperChecklist: () => needsChecklist });
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects = (await listSubjects(holder)).map(({ subject }) => subject);
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
});

let made = 0;
const nowSeconds = () => Math.floor(Date.now() / 1000);
const YES = { signed: true, signedOn: '2026-01-31', explainedBy: 'Dr Reis' };

/** A whole form, another one each time, but for what is said otherwise. */
function paper(other: Partial<CheckedPaperForm> = {}): CheckedPaperForm {
  made++;
  return {
    subject: subjects[0] as Pseudonym,
    form: formDigest(`form ${made}`),
    permission: 'HMB',
    modifiers: [],
    excluded: [],
    fromSeconds: nowSeconds() - 60,
    untilSeconds: nowSeconds() + 86_400 + made,
    notice: consortium.notice,
    aiTraining: 'no',
    commercial: 'no',
    transferAbroad: 'yes',
    identifiable: false,
    futureMembers: false,
    checklist: YES,
    ...other,
  };
}

/** The same, of which nobody says what was looked at. */
function unchecked({ checklist: _, ...form }: CheckedPaperForm): PaperConsent {
  return { ...form, ...givenAnswers(form.modifiers, form), notice: consortium.notice, identifiable: false };
}

async function recorded(form: PaperForm): Promise<RecordedRow> {
  const { rows } = await recordConsentRows(holder, [form]);
  return rows[0] as RecordedRow;
}

/** Keeps it as incomplete, and gives it as it is kept. */
async function kept(form: PaperForm): Promise<IncompleteForm> {
  const row = await recorded(form);
  if (row.incomplete === undefined || row.kept === undefined) throw new Error(JSON.stringify(row));
  return readIncompleteForm(holder, row.kept);
}

async function consentsUntil({ untilSeconds }: PaperForm) {
  return (await listConsents(holder)).filter(({ until }) => until === untilSeconds);
}

describe('a form with a checklist', () => {
  const without = (name: keyof CheckedPaperForm) => ({ [name]: undefined });
  const cases: [FormFault[], () => Partial<CheckedPaperForm>][] = [
    [['not-signed'], () => ({ checklist: { ...YES, signed: false } })],
    [['not-signed'], () => ({ checklist: { signedOn: YES.signedOn, explainedBy: YES.explainedBy } })],
    [['not-dated'], () => ({ checklist: { signed: true, explainedBy: 'Dr Reis' } })],
    [['dated-ahead'], () => ({ checklist: { ...YES, signedOn: '2097-01-01' } })],
    [['not-explained'], () => ({ checklist: { signed: true, signedOn: '2026-01-31' } })],
    [['version-missing'], () => without('notice')],
    [['version-unknown'], () => ({ notice: formDigest('never published') })],
    [['ai-training-unanswered'], () => without('aiTraining')],
    [
      ['commercial-unanswered', 'transfer-abroad-unanswered'],
      () => ({ ...without('commercial'), ...without('transferAbroad') }),
    ],
    [['identifiable-unanswered'], () => without('identifiable')],
    [
      ['not-signed', 'not-dated', 'version-missing', 'not-explained', 'commercial-unanswered'],
      () => ({ checklist: {}, ...without('notice'), ...without('commercial') }),
    ],
  ];

  it('that holds is a consent, and what was looked at is known with who recorded it', async () => {
    const form = paper();
    const row = await recorded(form);
    expect(row).toMatchObject({ stood: false, grant: expect.any(String) });
    const act = (await listRecordedActs(holder, form.subject)).find((one) => one.form === form.form);
    expect(act).toMatchObject({ what: 'consent', by: { member: consortium.keys.holder.address }, checklist: YES });
    expect(Math.abs((act?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it.each(cases)('is kept as incomplete for %j, and releases nothing', async (faults, other) => {
    const form = paper(other());
    expect((await checkConsentRows(holder, [form])).rows).toEqual([{ stood: false, incomplete: faults }]);
    expect((await checkConsentRows(holder, [form])).rows).toEqual([{ stood: false, incomplete: faults }]);
    const row = await recorded(form);
    expect(row).toEqual({ stood: false, incomplete: faults, kept: expect.any(String) });
    expect(await consentsUntil(form)).toEqual([]);
    expect(await recorded(form)).toEqual({ ...row, stood: true });
    expect((await checkConsentRows(holder, [form])).rows).toEqual([{ ...row, stood: true }]);
  });

  it('counts a modifier that forbids a use as an answer', async () => {
    const form = paper({ aiTraining: undefined, commercial: undefined, modifiers: ['NAI', 'NCU'] });
    expect(await recorded(form)).toMatchObject({ stood: false, grant: expect.any(String) });
  });

  it('is refused, and not kept, where the rest of it can be no consent, or nothing can be recorded for the patient', async () => {
    const nobody = `0x${'77'.repeat(32)}` as Pseudonym;
    const unfit: [Partial<CheckedPaperForm>, string][] = [
      [{ permission: 'XYZ' }, 'INPUT_INVALID'],
      [{ commercial: 'yes', modifiers: ['NCU'] }, 'INPUT_INVALID'],
      [{ untilSeconds: 1 }, 'INPUT_INVALID'],
      [{ futureMembers: true }, 'INPUT_INVALID'],
      [{ subject: nobody }, 'NOT_FOUND'],
    ];
    const before = (await listIncompleteForms(holder)).forms.length;
    for (const [other, code] of unfit) {
      expect(await recorded(paper({ ...other, checklist: {} }))).toMatchObject({ code });
    }
    expect((await listIncompleteForms(holder)).forms).toHaveLength(before);
  });

  it('of a day that the calendar does not have, or with members that nobody knows, is not read', async () => {
    for (const checklist of [
      { ...YES, signedOn: '2026-02-30' },
      { ...YES, witness: 'x' },
      { ...YES, explainedBy: '' },
    ]) {
      await expect(recorded(paper({ checklist }))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    const { notice: _, checklist: __, ...none } = paper();
    await expect(recorded(none as PaperForm)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('is no incomplete one once it was recorded as a consent', async () => {
    const form = paper();
    await recorded(form);
    const again = await recorded({ ...form, checklist: {} });
    expect(again).toMatchObject({ code: 'CONFLICT', detail: expect.stringContaining('recorded as a consent before') });
  });
});

describe('an incomplete form', () => {
  it('is not recorded behind its back: with all filled in, without a checklist, or all or none', async () => {
    const form = paper({ checklist: { ...YES, signed: false } });
    await recorded(form);
    const whole = { ...form, checklist: YES };
    const plain = unchecked(whole);
    for (const other of [whole, plain]) {
      const row = await recorded(other);
      expect(row).toMatchObject({ code: 'CONFLICT', detail: expect.stringContaining('incomplete: it is not signed.') });
    }
    const all = recordConsents(holder, [plain]);
    await expect(all).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await consentsUntil(form)).toEqual([]);
  });

  it('comes to its consent once when it is completed with the patient, and says how and by whom', async () => {
    const form = paper({ commercial: undefined, checklist: { signed: true, signedOn: '2026-01-31' } });
    const { id } = await kept(form);
    await expect(completeForm(holder, id, { asked: 'telephone', commercial: 'no' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('does not say who explained it'),
    });
    expect(await consentsUntil(form)).toEqual([]);
    const order = { asked: 'telephone', commercial: 'no', explainedBy: 'Nurse Faria' } as const;
    const { grant, stood } = await completeForm(holder, id, order);
    expect(stood).toBe(false);
    expect(await completeForm(holder, id, order)).toEqual({ grant, stood: true });
    const [consent, ...more] = await consentsUntil(form);
    expect(more).toEqual([]);
    expect(consent).toMatchObject({ grant, active: true, modifiers: expect.arrayContaining(['NAI', 'NCOM']) });
    const by = { member: consortium.keys.holder.address, account: consortium.keys.holder.address };
    expect(await readIncompleteForm(holder, id)).toMatchObject({
      state: 'completed',
      grant,
      completed: { asked: 'telephone', by },
    });
    const act = (await listRecordedActs(holder, form.subject)).find((one) => one.grant === grant);
    expect(act).toMatchObject({ by, checklist: { explainedBy: 'Nurse Faria', signed: true } });
    // The list that it came in changes nothing any more.
    expect(await recorded(form)).toEqual({ grant, stood: true });
    await expect(completeForm(holder, id, { ...order, explainedBy: 'Another' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(discardForm(holder, id, 'no')).rejects.toMatchObject({ code: 'CONFLICT' });
    await withdrawRecorded(holder, form.subject, formDigest('call'), grant);
    expect(await recorded(form)).toMatchObject({ code: 'CONFLICT', detail: expect.stringContaining('withdrawn') });
    expect(await completeForm(holder, id, order)).toEqual({ grant, stood: true });
    expect((await consentsUntil(form)).filter(({ active }) => active)).toEqual([]);
  });

  it('is signed at a visit or by letter, and not by telephone', async () => {
    const { id } = await kept(paper({ checklist: { ...YES, signed: false } }));
    const order = { asked: 'telephone', signed: true } as const;
    await expect(completeForm(holder, id, order)).rejects.toMatchObject({
      message: expect.stringContaining('telephone'),
    });
    const form = formDigest('the signed form');
    expect(await completeForm(holder, id, { ...order, asked: 'visit', form })).toMatchObject({ stood: false });
    expect((await readIncompleteForm(holder, id)).completed).toMatchObject({ asked: 'visit', form });
  });

  it('is completed by what it leaves open, not by another answer than it gives, unless it was mistyped', async () => {
    const form = paper({ aiTraining: undefined });
    const { id } = await kept(form);
    const order = { asked: 'visit', aiTraining: 'yes', transferAbroad: 'no' } as const;
    await expect(completeForm(holder, id, order)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('says something else'),
    });
    await completeForm(holder, id, { ...order, asked: 'mistyped' });
    expect((await consentsUntil(form))[0]?.modifiers).toContain('NTX');
  });

  it('is no consent once its time is over, and is put aside', async () => {
    const form = paper({ commercial: undefined, untilSeconds: nowSeconds() - 55 });
    const { id } = await kept({ ...form, fromSeconds: nowSeconds() - 86_400 });
    while (nowSeconds() - 61 <= form.untilSeconds) await sleep(200);
    await expect(completeForm(holder, id, { asked: 'visit', commercial: 'no' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/never count\. Put the form aside/),
    });
    expect(await readIncompleteForm(holder, id)).toMatchObject({ state: 'incomplete' });
    expect(await discardForm(holder, id, 'It is over.')).toMatchObject({ state: 'discarded' });
  });

  it.each<[string, (now: number) => Partial<CheckedPaperForm>]>([
    ['is over', (now) => ({ fromSeconds: now - 9 * 86_400, untilSeconds: now - 2 * 86_400 })],
    ['lasts longer than a life', () => ({ untilSeconds: Date.parse('2300-01-01') / 1000 })],
    ['is for a stranger', () => ({ grantee: `0x${'ab'.repeat(20)}` as Address })],
  ])('beside one that %s counts all the same: each row is for itself', async (_, other) => {
    const wrong = paper(other(nowSeconds()));
    const refused = { code: 'INPUT_INVALID', detail: expect.any(String) };
    const [open, whole] = [paper({ checklist: {} }), paper()];
    const { rows } = await checkConsentRows(holder, [wrong, open, whole]);
    expect(rows).toMatchObject([refused, { incomplete: expect.any(Array) }, { stood: false }]);
    const made = await recordConsentRows(holder, [wrong, open, whole]);
    expect(made.rows).toMatchObject([refused, { kept: expect.any(String) }, { grant: expect.any(String) }]);
  });

  it('is not kept where its period can only be a mistake', async () => {
    const untilSeconds = Date.parse('2300-01-01') / 1000;
    const refused = { code: 'INPUT_INVALID', detail: expect.stringMatching(/2300-01-01.*within 100 years/) };
    const form = paper({ checklist: {}, untilSeconds });
    expect((await checkConsentRows(holder, [form])).rows).toMatchObject([refused]);
    expect(await recorded(form)).toMatchObject(refused);
  });

  it('is put aside for good, and its list does not bring it back', async () => {
    const form = paper({ checklist: {} });
    const { id } = await kept(form);
    const aside = await discardForm(holder, id, 'She does not want to.');
    expect(aside).toMatchObject({ state: 'discarded', discarded: { reason: 'She does not want to.' } });
    expect(await discardForm(holder, id, 'Another reason')).toEqual(aside);
    await expect(completeForm(holder, id, { asked: 'visit', signed: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    for (const row of [form, { ...form, checklist: YES }]) {
      const said = { code: 'CONFLICT', detail: expect.stringContaining('put aside') };
      expect(await recorded(row)).toMatchObject(said);
      expect((await checkConsentRows(holder, [row])).rows).toMatchObject([said]);
    }
  });

  it('is counted by each of its reasons, open or not, and found after a restart', async () => {
    const before = await listIncompleteForms(holder);
    const open = (fault: FormFault, reasons = before.reasons) => reasons.find((one) => one.fault === fault);
    const { id } = await kept(paper({ checklist: { ...YES, signed: false }, commercial: undefined }));
    const { id: other } = await kept(paper({ commercial: undefined, subject: subjects[1] as Pseudonym }));
    await discardForm(holder, other, 'Moved away.');
    await consortium.restart();
    const after = await listIncompleteForms(holder);
    expect(after.forms).toHaveLength(before.forms.length + 1);
    expect(after.forms.at(-1)).toMatchObject({ id, faults: ['not-signed', 'commercial-unanswered'] });
    for (const [fault, more] of [
      ['not-signed', 1],
      ['commercial-unanswered', 2],
    ] as const) {
      expect(open(fault, after.reasons)).toMatchObject({
        open: (open(fault)?.open ?? 0) + 1,
        all: (open(fault)?.all ?? 0) + more,
      });
    }
    const mine = await listIncompleteForms(holder, { subject: subjects[1] as Pseudonym, state: 'discarded' });
    expect(mine.forms.map((one) => one.id)).toEqual([other]);
  });

  it('comes to one consent where the gateway dies at any write on the way, and is gone on with as it was said first', async () => {
    for (let writes = 1, died = true; died; writes++) {
      const form = paper({ commercial: undefined });
      const { id } = await kept(form);
      const { batch } = Level.prototype;
      let left = writes;
      vi.spyOn(Level.prototype, 'batch').mockImplementation(function (this: Level<Buffer, Buffer>, ...args: never[]) {
        if (left-- <= 0) return Promise.reject(new Error('IO error: 000003.log: Input/output error'));
        return Reflect.apply(batch, this, args);
      } as never);
      const order = { asked: 'visit', commercial: 'no' } as const;
      const first = await holder
        .json('POST', `/v1/forms/incomplete/${id}/completion`, { json: order })
        .catch(() => undefined);
      died = left < 0;
      await consortium.restart(async () => void vi.restoreAllMocks());
      const { state } = await readIncompleteForm(holder, id);
      const otherwise = completeForm(holder, id, { ...order, commercial: 'yes' });
      if (state === 'incomplete') await otherwise;
      else await expect(otherwise).rejects.toMatchObject({ code: 'CONFLICT' });
      const [consent, ...more] = await consentsUntil(form);
      expect([more, first === undefined || state === 'completed']).toEqual([[], true]);
      expect(consent?.modifiers.includes('NCOM')).toBe(state !== 'incomplete');
      expect(await readIncompleteForm(holder, id)).toMatchObject({ state: 'completed', grant: consent?.grant });
      expect(writes).toBeLessThan(20);
    }
  }, 120_000);

  it('is seen by its patient, who then consents with its own signature instead', async () => {
    const subject = subjects[2] as Pseudonym;
    const { id, faults } = await kept(paper({ subject, checklist: {} }));
    const patient = consortium.client(await bindSigner(holder, subject));
    expect(await ownForms(patient)).toMatchObject([{ id, faults, state: 'incomplete', subject }]);
    const order = { asked: 'visit', ...YES } as const;
    await expect(completeForm(holder, id, order)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/ask that person to sign\.$/),
    });
    expect(await readIncompleteForm(holder, id)).toMatchObject({ state: 'incomplete' });
    // It frees its key: nothing was done, and nothing goes on.
    const once = (json: object) =>
      holder.json('POST', `/v1/forms/incomplete/${id}/completion`, { json, idempotencyKey: 'refused-once' });
    await expect(once(order)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(once({ ...order, asked: 'letter' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is listed in pages that add up to all, and whoever lists reads no other form', async () => {
    const [subject, other] = [subjects[4], subjects[0]] as [Pseudonym, Pseudonym];
    const patient = consortium.client(await bindSigner(holder, subject));
    const [own, before] = [await ownForms(patient), await listIncompleteForms(holder)];
    const [first] = before.forms;
    await consortium.restart(async () => {
      const rootKey = { file: join(consortium.directory, 'root.key') };
      await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
      const tables = gatewayRecords(vault).paper;
      const lists = new FormLists({ tables, records: vault.records });
      const like = (await lists.find(first?.id as Digest)) as KeptForm;
      for (let i = 0; i < 2_100; i++) {
        const record = { ...like.record, subject: i % 2 === 0 ? subject : other, form: formDigest(`page ${i}`) };
        await lists.add(formId(record.subject, record.form), { ...like, record, faults: ['not-dated'] });
      }
    });
    await patient.json('GET', '/v1/me');
    const keys = vi.spyOn(Subjects.prototype, 'keys');
    // What the start does beside is over some time.
    const opens = (work: () => Promise<unknown>, whose: readonly Pseudonym[]) =>
      vi.waitFor(
        async () => {
          keys.mockClear();
          await work();
          expect([...new Set(keys.mock.calls.map(([of]) => of))]).toEqual(whose);
        },
        { timeout: 20_000, interval: 200 },
      );
    await opens(() => ownForms(patient), [subject]);
    const mine = await ownForms(patient);
    expect(mine).toHaveLength(own.length + 1_050);
    expect(new Set(mine.map(({ id }) => id)).size).toBe(mine.length);
    expect(mine.slice(0, own.length)).toEqual(own);
    const all = await listIncompleteForms(holder);
    expect(all.forms.map(({ id }) => id).slice(0, before.forms.length)).toEqual(before.forms.map(({ id }) => id));
    expect(new Set(all.forms.map(({ id }) => id)).size).toBe(before.forms.length + 2_100);
    const dated = ({ reasons }: typeof all) =>
      reasons.find(({ fault }) => fault === 'not-dated') ?? { open: 0, all: 0 };
    expect(dated(all).open - dated(before).open).toBe(2_100);
    const page = (query: object) =>
      holder.json<{ forms: IncompleteForm[] }>('GET', '/v1/forms/incomplete', { query: { ...query } });
    await opens(() => page({ subject: other }), [other]);
    expect((await page({ subject: other })).forms).toHaveLength(1_000);
    await opens(() => page({ from: Number.MAX_SAFE_INTEGER }), []);
    expect((await page({ from: Number.MAX_SAFE_INTEGER })).forms).toEqual([]);
    for (const from of ['-1', '1.5', 'x', '99999999999999999999']) {
      await expect(holder.json('GET', '/v1/forms/incomplete', { query: { from } })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    }
  }, 120_000);

  it('goes with its patient’s key, and so do its scan and what was noted', async () => {
    const subject = subjects[3] as Pseudonym;
    const form = await keepScan(holder, subject, utf8('%PDF-1.7 of whoever is erased'));
    const { id } = await kept(paper({ subject, form, checklist: {} }));
    await recorded(paper({ subject }));
    await consortium.restart(async () => {
      const rootKey = { file: join(consortium.directory, 'root.key') };
      await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
      await vault.shredSubject(subject);
    });
    await expect(readIncompleteForm(holder, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(readScan(holder, form, subject)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listIncompleteForms(holder, { subject })).forms).toEqual([]);
    const after = await listIncompleteForms(holder);
    expect(after.forms.map((one) => one.id)).not.toContain(id);
    for (const { fault, open } of after.reasons) {
      expect([fault, open]).toEqual([fault, after.forms.filter(({ faults }) => faults.includes(fault)).length]);
    }
    expect(await listRecordedActs(holder, subject)).toEqual([]);
  });

  it('is nobody’s but the holder’s to complete, and an auditor’s to read', async () => {
    const { id } = await kept(paper({ checklist: {} }));
    const auditor = consortium.client(consortium.keys.auditor);
    expect(await readIncompleteForm(auditor, id)).toMatchObject({ id });
    await expect(discardForm(auditor, id, 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const requester = consortium.client(consortium.keys.requester);
    await expect(readIncompleteForm(requester, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(readIncompleteForm(holder, `0x${'88'.repeat(32)}` as Digest)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a holder that takes forms with a checklist alone', () => {
  it('refuses others, but for those that stand already', async () => {
    const before = unchecked(paper({ subject: subjects[1] as Pseudonym }));
    const other = unchecked(paper({ subject: subjects[1] as Pseudonym }));
    const { grant } = (await recorded(before)) as { grant: string };
    needsChecklist = true;
    await consortium.restart();
    try {
      expect(await recorded(before)).toEqual({ stood: true, grant });
      const said = { code: 'INPUT_INVALID', detail: expect.stringContaining('with a checklist alone') };
      expect(await recorded(other)).toMatchObject(said);
      expect((await checkConsentRows(holder, [other])).rows).toMatchObject([said]);
      const all = recordConsents(holder, [other]);
      await expect(all).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      expect(await recorded({ ...other, checklist: YES })).toMatchObject({ stood: false, grant: expect.any(String) });
    } finally {
      needsChecklist = false;
      await consortium.restart();
    }
  });
});
