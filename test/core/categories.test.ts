import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, categoriesOf, categoryCodes, categoryOf } from '../../src/core/categories.ts';

describe('sensitivity categories', () => {
  it('keep their bits for ever', () => {
    expect(CATEGORIES.map(({ bit, code }) => `${bit} ${code}`)).toEqual([
      '0 PSY',
      '1 PSYTHPN',
      '2 SUD',
      '3 HIV',
      '4 SEX',
      '5 STD',
      '6 PREGNANT',
      '7 GDIS',
      '8 SCA',
      '9 SDV',
      '10 COGN',
      '16 IMG',
      '17 NOTE',
      '18 GENOME',
      '19 FACE',
    ]);
  });

  it('have one name once', () => {
    const names = CATEGORIES.flatMap(({ code, aliases }) => [code, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.subarray(CATEGORIES.map(({ code }) => code)), (codes) => {
        expect(categoryCodes(categoriesOf(codes))).toEqual(codes);
      }),
    );
  });

  it('take the codes that HL7 has beside', () => {
    expect(categoriesOf(['MH', 'ETH', 'OPIOIDUD'])).toBe(categoriesOf(['PSY', 'SUD']));
    expect(categoryOf('MST')).toBe(categoryOf('SDV'));
    expect(categoryOf('constructor')).toBeUndefined();
    expect(() => categoriesOf(['TBOO'])).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('leave bits without a name out, and stay unsigned', () => {
    expect(categoryCodes(0x8000_0001)).toEqual(['PSY']);
    expect(categoriesOf([])).toBe(0);
  });
});
