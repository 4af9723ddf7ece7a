import { expect, it } from 'vitest';
import { typedCode } from '../../src/core/typed-code.ts';

it.each([
  ['as it is shown', '4C7N WGOY FKRE'],
  ['with dashes of any length', '4C7N-WGOY–FKRE'],
  ['in small letters', '4c7n wgoy fkre'],
  ['over two lines, with blanks around', '  4C7N WGOY\r\nFKRE\n'],
  ['with 0 for O', '4C7N WG0Y FKRE'],
  ['with marks of a file or a page that nobody sees', '\ufeff4C7N\u200bWGOY\u00a0FKRE'],
])('takes a code %s', (_, typed) => {
  expect(typedCode(typed)).toBe('4C7NWGOYFKRE');
});

it('takes 1 for I, and leaves what is no letter or digit to be refused', () => {
  expect(typedCode('1a!2')).toBe('IA!2');
});
