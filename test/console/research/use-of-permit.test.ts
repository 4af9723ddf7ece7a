import { describe, expect, it } from 'vitest';
import { declaredByPermit, isDeclarable } from '../../../src/console/research/use-of-data.ts';
import { MODIFIERS, PERMISSIONS } from '../../../src/core/purpose-table.ts';

const attesting = (...codes: readonly string[]) =>
  [...PERMISSIONS, ...MODIFIERS]
    .filter(({ code }) => codes.includes(code))
    .reduce((bits, { bit }) => bits | (1n << BigInt(bit)), 0n)
    .toString();

describe('what a permit says of the use', () => {
  it('is declared as it stands: its disease, and what the hospital attested', () => {
    const permit = { attested: attesting('DS', 'NPUNCU', 'NAI', 'PUB'), disease: 'MONDO:0005015' };
    expect(declaredByPermit(permit)).toEqual({
      ...{ disease: 'MONDO:0005015', commercial: 'no', nonprofit: 'yes' },
      ...{ ai: 'no', publishes: 'yes' },
    });
  });

  it('is nothing where it attests nothing, nor what no page can know from it', () => {
    expect(declaredByPermit({ attested: '0' })).toEqual({});
    expect(declaredByPermit({ attested: attesting('IRB', 'NTX', 'TS') })).toEqual({});
  });
});

it('a disease by its name, or a country of three letters, cannot be declared', () => {
  expect(
    [{ disease: 'diabetes' }, { country: 'PRT' }, { disease: 'MONDO:0005015', country: 'pt' }, {}].map(isDeclarable),
  ).toEqual([false, false, true, true]);
});
