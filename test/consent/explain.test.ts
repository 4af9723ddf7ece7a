import { describe, expect, test } from 'vitest';
import { explain, explainItems } from '../../src/consent/explain.ts';
import type { GrantId } from '../../src/core/ids.ts';
import { ALICE, BOB, CAROL, consented, founded, id, LAB } from './story.ts';

describe('what a requester is told', () => {
  test('who, for what, under which permit, at which block, and what would have to change', () => {
    const story = consented().tell({ name: 'OptOutSet', subject: ALICE, level: 1 });
    expect(explain(story.index, story.question())).toMatchObject({
      asker: { member: LAB },
      purpose: 7,
      permit: 1,
      basis: 'consent',
      outcome: 'released',
      released: 2,
      block: story.index.block,
      withheld: { 'not-consented': 2 },
      words: [expect.stringContaining('2 items may leave'), expect.stringContaining('Only their subjects can change')],
    });
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

  test('cannot tell one choice of a person from another', () => {
    const withheld = (tell: (story: ReturnType<typeof consented>) => void) => {
      const story = consented();
      tell(story);
      return explain(story.index, story.question({ request: { items: [0] } }));
    };
    const told = [
      withheld((story) => story.tell({ name: 'OptOutSet', subject: ALICE, level: 2 })),
      withheld((story) => story.tell({ name: 'PauseSet', subject: ALICE, until: 2 ** 40 - 1 })),
      withheld((story) => story.tell({ name: 'SubjectErased', subject: ALICE })),
      withheld((story) => story.tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 })),
      withheld((story) => story.tell({ name: 'ConsentRevoked', subject: ALICE, grant: id<GrantId>("alice's grant") })),
    ];
    for (const { withheld: counts, words } of told) {
      expect({ counts, words }).toEqual({ counts: told[0]?.withheld, words: told[0]?.words });
    }
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
