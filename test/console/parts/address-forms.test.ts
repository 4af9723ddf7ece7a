import { expect, it } from 'vitest';
import { canBe } from '../../../src/console/parts/address-forms.ts';

it('an address that was cut or mistyped is of no page, and one of another kind is left to its route', () => {
  expect(canBe({ dataset: `0x${'ab'.repeat(32)}` })).toBe(true);
  expect(canBe({ job: crypto.randomUUID() })).toBe(true);
  expect(canBe({ permit: '17' })).toBe(true);
  expect(canBe({ operation: 'anything' })).toBe(true);
  expect(canBe({})).toBe(true);
  for (const name of ['dataset', 'subject', 'form', 'person', 'job', 'permit'])
    for (const cut of ['0x1234', '0', 'new', `0x${'AB'.repeat(32)}`]) expect(canBe({ [name]: cut })).toBe(false);
});
