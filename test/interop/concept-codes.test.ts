import { expect, test } from 'vitest';
import { CONCEPTS } from '../../src/interop/sensitive-codes.ts';

/** Dihedral group of ten, and the permutation of Verhoeff's check. */
const MULTIPLY = Array.from({ length: 10 }, (_, a) =>
  Array.from({ length: 10 }, (_, b) => {
    if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
    return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5;
  }),
);
const PERMUTE = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function verhoeff(digits: string): number {
  return [...digits].reverse().reduce((check, digit, place) => {
    let value = Number(digit);
    for (let i = 0; i < place % 8; i++) value = PERMUTE[value] ?? 0;
    return MULTIPLY[check]?.[value] ?? -1;
  }, 0);
}

/** The check digit of LOINC: odd places from the right, read as a number and doubled, before the even ones. */
function loincCheck(code: string): string {
  const reversed = [...(code.split('-')[0] ?? '')].reverse();
  const odd = reversed.filter((_, place) => place % 2 === 0).join('');
  const even = reversed.filter((_, place) => place % 2 === 1).join('');
  const sum = [...`${even}${Number(odd) * 2}`].reduce((total, digit) => total + Number(digit), 0);
  return String((10 - (sum % 10)) % 10);
}

const codesOf = (system: 'snomed' | 'loinc'): string[] =>
  Object.values(CONCEPTS[system]).flatMap((codes) => codes.trim().split(/\s+/));

test('concepts of SNOMED CT have the check digit of Verhoeff', () => {
  expect(verhoeff('2363')).toBe(0);
  expect(codesOf('snomed').filter((code) => verhoeff(code) !== 0)).toEqual([]);
});

test('concepts of LOINC have the check digit of LOINC', () => {
  const codes = codesOf('loinc').filter((code) => /^\d/.test(code)); // parts (LP) count their letters too
  expect(codes.filter((code) => loincCheck(code) !== code.split('-')[1])).toEqual([]);
});
