import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disclosable } from '../../src/consent/disclosure.ts';
import { explain, explainItems } from '../../src/consent/explain.ts';
import { WITHHELD, type WithheldReason } from '../../src/consent/reasons.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
import { attestationOf, purposesOf } from '../../src/core/purposes.ts';
import { ALICE, BOB, CAROL, consented, enrolled, founded, id, LAB, permitIssued, START, VIEW } from './story.ts';

describe('what a requester is told', () => {
  test('who, for what, under which permit, at which block, and what would have to change', () => {
    const story = consented().tell({ name: 'OptOutSet', subject: ALICE, level: 1 });
    expect(explain(story.index, story.question())).toMatchObject({
      asker: { member: LAB },
      purpose: 7,
      permit: 1,
      basis: 'consent',
      outcome: 'released',
      released: 0,
      block: story.index.block,
      withheld: { 'not-consented': 0 },
      people: {},
      words: [
        expect.stringMatching(/^fewer than 10 items would be released/),
        expect.stringMatching(/^fewer than 10 items would be withheld: .*do not allow this use/),
      ],
    });
  });

  test('how many people it would get, in full tens, and never of items that are named', () => {
    const many = Array.from({ length: 27 }, (_, i) => id<Pseudonym>(`patient ${i}`));
    const story = founded().tell(...many.map((subject) => enrolled(subject)));
    for (const [i, subject] of many.slice(0, 19).entries()) story.grant(`grant ${i}`, subject);
    const subjectOf = Int32Array.from([...many.keys(), ...many.keys(), -1]);
    const view = { ...VIEW, subjects: many, subjectOf, categories: new Uint32Array(subjectOf.length) };
    expect(explain(story.index, story.question({ view }))).toMatchObject({ patients: 10, released: 30 });
    const named = explain(story.index, story.question({ view, request: { items: [0, 1] } }));
    expect(named).toMatchObject({ outcome: 'released' });
    expect(named).not.toHaveProperty('patients');
    expect(explain(consented().index, consented().question())).toMatchObject({ patients: 0 });
    const over = consented().tell({ name: 'PermitRevoked', permit: 1 });
    expect(explain(over.index, over.question())).not.toHaveProperty('patients');
  });

  test('which conditions are met by what is declared, whatever the numbers are rounded to', () => {
    const told = (facts: object, attested: readonly string[]) => {
      const story = consented().tell(permitIssued(2, { attested: attestationOf(attested as never) }));
      return explain(story.index, story.question({ request: { facts, permit: 2 } })).words.join(' ');
    };
    const no = { commercial: false };
    expect(told(no, ['NCU'])).toMatch(
      /attested by the permit, so that consents count .*non-commercial use only \(NCU\)/,
    );
    expect(told(no, [])).toMatch(/not attested by the permit, so that declaring it changes nothing: .*\(NCU\)/);
    expect(told({}, ['NCU'])).toMatch(/not declared, so that consents do not count which ask for it: .*\(NCU\)/);
    expect(told({ commercial: true }, ['NCU'])).toMatch(/Contradicted by this request, .*\(NCU\)/);
    expect(told({}, [])).not.toContain('NCU');
  });

  test('by their codes, which conditions more declared facts may meet', () => {
    const told = (facts: object, version: { codes?: string[] } = {}, parameters = {}) => {
      const attested = attestationOf(['NCU', 'GS', 'DS']);
      const story = consented(version).tell(permitIssued(2, { attested }));
      const view = { ...story.question().view, parameters };
      return explain(story.index, story.question({ request: { facts, permit: 2 }, view }));
    };
    expect(told({}).undeclared).toEqual(['NCU']);
    expect(told({ commercial: false })).not.toHaveProperty('undeclared');
    expect(told({ commercial: true })).not.toHaveProperty('undeclared');
    const parameters = { countries: ['DE'], disease: 'MONDO:0005015' };
    expect(told({}, {}, parameters).undeclared).toEqual(['DS', 'GS', 'NCU']);
    expect(told({ commercial: false }).words.join(' ')).toMatch(/does not say what to compare with, .*\(GS\)/);
    const refused = told({}, { codes: ['GRU', 'NCU', 'GS', 'PUB'] });
    expect(refused).toMatchObject({ reason: 'purpose-needs-review', undeclared: ['NCU'] });
    expect(refused.words).toEqual([
      expect.stringMatching(
        /does not declare it: non-commercial.*\(NCU\)\. .*not attested .*: pub.*\(PUB\); geo.*\(GS\)\.$/,
      ),
    ]);
    expect(explain(consented().index, consented().question({ request: { permit: 9 } }))).not.toHaveProperty(
      'undeclared',
    );
  });

  test('says why it is refused, and what to do', () => {
    const story = consented().tell({ name: 'PermitRevoked', permit: 1 });
    const explanation = explain(story.index, story.question());
    expect(explanation).toMatchObject({ outcome: 'refused', reason: 'permit-inactive', released: 0 });
    expect(explanation.words[0]).toContain('revoked');
  });

  test('names no subject and no grant', () => {
    const story = consented().tell({ name: 'ConsentRevoked', subject: ALICE, grant: id<GrantId>("alice's grant") });
    const text = JSON.stringify(explain(story.index, story.question()));
    for (const secret of [ALICE, BOB, id("alice's grant"), id("bob's grant")]) expect(text).not.toContain(secret);
  });

  test('cannot tell one choice of a person from another, item by item', () => {
    const told = (choose: (story: ReturnType<typeof consented>) => unknown, from = consented()) => {
      choose(from);
      return explain(from.index, from.question({ request: { items: [1] } }));
    };
    const grant = id<GrantId>("alice's grant");
    const all = [
      told((story) => story.tell({ name: 'OptOutSet', subject: ALICE, level: 2 })),
      told((story) => story.tell({ name: 'PauseSet', subject: ALICE, until: 2 ** 40 - 1 })),
      told((story) => story.tell({ name: 'SubjectErased', subject: ALICE })),
      told((story) => story.tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 })),
      told((story) => story.tell({ name: 'ConsentRevoked', subject: ALICE, grant })),
      told(() => undefined, founded()),
      told((story) => story.grant('all left out', ALICE, { excluded: 0xffff }), founded()),
      told((story) => story.grant('ancestry', ALICE, { purposes: String(purposesOf(['POA'])) }), founded()),
      told((story) => story.grant('not for AI', ALICE, { purposes: String(purposesOf(['GRU', 'NAI'])) }), founded()),
      told((story) => story.grant('over', ALICE, { until: START + 1 }), founded()),
    ];
    for (const { outcome, reason, released, withheld, words, people } of all) {
      expect({ outcome, reason, released, withheld, people }).toEqual({
        outcome: 'refused',
        reason: 'nothing-covered',
        released: 0,
        withheld: { 'not-consented': 0 },
        people: undefined,
      });
      expect(words).toEqual(all[0]?.words);
    }
  });
});

describe('what is told of many people', () => {
  const bit = (reason: WithheldReason) => 1 << WITHHELD.indexOf(reason);

  test('is exact reasons from ten people on, in full tens', () => {
    const found = new Map([
      [bit('revoked'), 27],
      [bit('category'), 10],
    ]);
    expect(disclosable(found)).toEqual({ revoked: 20, category: 10 });
  });

  test('leaves out fewer than ten, and with them the rarest others until what is left out is ten at least', () => {
    const found = new Map([
      [bit('revoked'), 40],
      [bit('category'), 12],
      [bit('erased'), 1],
    ]);
    expect(disclosable(found)).toEqual({ revoked: 40 });
    expect(disclosable(new Map([[bit('erased'), 9]]))).toEqual({});
    expect(disclosable(new Map([[bit('erased') | bit('revoked'), 9]]))).toEqual({});
  });

  test('never leaves a group of one to nine people to be worked out, however reasons meet', () => {
    const sets = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 2 ** WITHHELD.length - 1 }), fc.integer({ min: 1, max: 30 })),
    );
    fc.assert(
      fc.property(sets, (pairs) => {
        const found = new Map(pairs);
        const told = disclosable(found);
        const hidden = WITHHELD.filter((reason) => told[reason] === undefined);
        const union = [...found].filter(([set]) => hidden.some((reason) => (set & bit(reason)) !== 0));
        const people = union.reduce((sum, [, count]) => sum + count, 0);
        expect(people === 0 || people >= 10 || Object.keys(told).length === 0).toBe(true);
        for (const count of Object.values(told)) expect([count >= 10, count % 10]).toEqual([true, 0]);
      }),
    );
  });
});

describe('what a subject and an auditor are told', () => {
  test('item by item: whose, under which grant, or why not and what would change it', () => {
    const story = founded();
    const grant = story.grant('not the first', ALICE, { excluded: 1 });
    expect(explainItems(story.index, story.question(), { limit: 10 })).toEqual([
      { item: 0, subject: ALICE, grant },
      { item: 1, subject: ALICE, withheld: 'category', change: expect.any(String) },
      { item: 2, subject: BOB, withheld: 'no-grant', change: expect.any(String) },
      { item: 3 },
    ]);
  });

  test('a subject sees its own items alone', () => {
    const story = consented();
    const items = explainItems(story.index, story.question(), { subject: BOB, limit: 10 });
    expect(items).toEqual([{ item: 2, subject: BOB, grant: id("bob's grant") }]);
    expect(explainItems(story.index, story.question(), { subject: CAROL, limit: 10 })).toEqual([]);
  });

  test('tells no more items than asked for, and none of a request that is refused', () => {
    const story = consented();
    expect(explainItems(story.index, story.question(), { limit: 2 })).toHaveLength(2);
    expect(explainItems(story.index, story.question({ request: { permit: 9 } }), { limit: 2 })).toEqual([]);
  });

  test('an item that the version lacks is said to be lacking', () => {
    const story = consented();
    const [item] = explainItems(story.index, story.question({ request: { items: [9] } }), { limit: 2 });
    expect(item).toMatchObject({ item: 9, withheld: 'no-such-item' });
  });
});
