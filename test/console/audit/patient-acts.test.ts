import { describe, expect, it } from 'vitest';
import type { LedgerAct, RecordedAct } from '../../../src/client/index.ts';
import { linesOf } from '../../../src/console/audit/patient-acts.ts';

const id = (digits: string) => `0x${digits.repeat(64 / digits.length)}`;
const [ACTOR, MOTHER, OWN, FORM, NONE] = [`0x${'aa'.repeat(20)}`, id('01'), id('02'), id('0f'), id('00')];
const acts = (...some: object[]) => some.map((one) => ({ at: 1_000, height: 1, ...one })) as unknown as LedgerAct[];
const recorded = (...some: object[]) => some as unknown as RecordedAct[];

describe('a line of what stands on the ledger of a patient', () => {
  it('says whether the patient or a guardian signed, by how the signer was bound', () => {
    const lines = linesOf(
      acts(
        { what: 'signer-bound', signer: MOTHER, as: 'guardian', actor: ACTOR },
        { what: 'signer-added', signer: OWN, as: 'self', by: MOTHER, actor: ACTOR },
        { what: 'withdrawal-of-all', by: MOTHER, form: NONE, actor: ACTOR },
        { what: 'withdrawal-signed', by: OWN, actor: ACTOR },
        { what: 'withdrawal-signed', by: id('03'), actor: ACTOR },
      ),
      [],
    );
    expect(lines.map(({ what, how }) => [what, how])).toEqual([
      ['signer-bound-guardian', 'done'],
      ['signer-added', 'guardian'],
      ['withdrawal-of-all', 'guardian'],
      ['withdrawal-signed', 'self'],
      ['withdrawal-signed', 'signer'],
    ]);
  });

  it('has who recorded it and its entry, where the hospital says so of that form, and the account where not', () => {
    const by = { member: ACTOR, account: ACTOR, person: id('0b') };
    const known = recorded(
      { what: 'consent', grant: id('0c'), form: id('0d'), at: 1, by },
      { what: 'withdrawal', form: FORM, at: 2, by, seq: 4 },
    );
    const lines = linesOf(
      acts(
        { what: 'consent', grant: id('0c') },
        { what: 'withdrawal-of-all', form: FORM, actor: ACTOR },
        { what: 'opt-out', form: FORM, actor: ACTOR },
      ),
      known,
    );
    expect(lines.map(({ how, who, form, seq }) => [how, who, form, seq])).toEqual([
      ['recorded', id('0b'), id('0d'), undefined],
      ['recorded', id('0b'), FORM, 4],
      ['recorded', ACTOR, FORM, undefined],
    ]);
  });

  it('tells the end of an opt-out or a pause from its beginning', () => {
    const lines = linesOf(acts({ what: 'opt-out', ends: true, by: OWN }, { what: 'pause', ends: false, by: OWN }), []);
    expect(lines.map(({ what }) => what)).toEqual(['opt-out-ends', 'pause']);
  });
});
