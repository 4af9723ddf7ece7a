import { describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../../src/client/index.ts';
import { lacksOf } from '../../../src/console/staff/permit-effect.ts';

const VERSION = { permission: 'HMB', modifiers: ['NCU', 'IRB'], identifiable: false } as unknown as DatasetVersion;
const PERMIT = { attested: ['NCU', 'IRB'], identifiable: 'no', disease: '' } as const;
const OPEN = { refused: { reason: 'purpose-needs-review', detail: 'The dataset asks for it.' } };

describe('a permit that would give nothing', () => {
  it('lacks what the dataset demands and the permit does not attest, all of it', () => {
    expect(lacksOf(VERSION, { ...PERMIT, attested: ['IRB'] }, OPEN)).toEqual([{ what: 'conditions', codes: ['NCU'] }]);
    expect(lacksOf(VERSION, { ...PERMIT, attested: [] }, OPEN)).toEqual([
      { what: 'conditions', codes: ['NCU', 'IRB'] },
    ]);
  });

  it('is for a purpose that the dataset excludes, or may not give what identifies', () => {
    const excluded = { refused: { reason: 'purpose-not-permitted', detail: 'The dataset excludes this use.' } };
    expect(lacksOf(VERSION, PERMIT, excluded)).toEqual([{ what: 'purpose' }]);
    expect(lacksOf({ ...VERSION, identifiable: true }, PERMIT, {})).toEqual([{ what: 'identifiable' }]);
  });

  it('is said in the gateway’s words where these pages know no reason', () => {
    expect(lacksOf(VERSION, PERMIT, OPEN)).toEqual([{ what: 'other', detail: 'The dataset asks for it.' }]);
  });

  it('names the disease of a dataset for one', () => {
    const ofDisease = { ...VERSION, permission: 'DS', modifiers: [] };
    expect(lacksOf(ofDisease, { ...PERMIT, attested: [] }, OPEN)).toEqual([{ what: 'conditions', codes: ['DS'] }]);
    expect(lacksOf(ofDisease, { ...PERMIT, attested: ['DS'] }, {})).toEqual([{ what: 'disease' }]);
  });
});

it('a permit that attests all that is demanded lacks nothing', () => {
  expect(lacksOf(VERSION, PERMIT, {})).toEqual([]);
  expect(lacksOf(VERSION, PERMIT, undefined)).toEqual([]);
});
