import { describe, expect, it } from 'vitest';
import { NARROWING_ACTS, type NarrowingAct, REGARDLESS } from '../../src/core/consent-text/regardless.ts';
import { BASES } from '../../src/core/entry.ts';
import { ALICE, CLINICIAN, consented, founded, permitIssued, released, type Story } from './story.ts';

/** What the contracts tell of each act. */
const TOLD: Readonly<Record<NarrowingAct, (story: Story) => Story>> = {
  withdrawal: (story) => story.tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 }),
  'research-opt-out': (story) => story.tell({ name: 'OptOutSet', subject: ALICE, level: 1 }),
  'full-opt-out': (story) => story.tell({ name: 'OptOutSet', subject: ALICE, level: 2 }),
  pause: (story) => story.tell({ name: 'PauseSet', subject: ALICE, until: story.now + 1_000 }),
};
const isAlices = (item: number) => item < 2;
const goesOn = (items: readonly number[]) => items.some(isAlices);

describe('what the texts say goes on', () => {
  it.each(NARROWING_ACTS)('is what the decision releases after a %s', (act) => {
    const found = BASES.filter((basis) => basis !== 'consent').filter((basis) => {
      const story = founded().tell(permitIssued(2, { basis: BASES.indexOf(basis) }), {
        name: 'PermitCountersigned',
        permit: 2,
      });
      const ask = () => released(story.ask({ request: { permit: 2 } }));
      expect(goesOn(ask())).toBe(true);
      TOLD[act](story);
      return goesOn(ask());
    });
    const story = founded().tell(permitIssued(2, { requester: CLINICIAN, emergency: true, purpose: 0 }));
    TOLD[act](story);
    const emergency = goesOn(released(story.ask({ asker: { member: CLINICIAN }, request: { permit: 2 } })));
    expect({ bases: found, emergency }).toEqual(REGARDLESS[act]);
  });

  it.each(NARROWING_ACTS)('is nothing under the consent itself after a %s', (act) => {
    const story = consented();
    expect(goesOn(released(story.ask()))).toBe(true);
    expect(goesOn(released(TOLD[act](story).ask()))).toBe(false);
  });
});
