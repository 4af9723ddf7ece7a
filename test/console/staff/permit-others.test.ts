import { expect, it } from 'vitest';
import type { Permit } from '../../../src/client/index.ts';
import { othersThan } from '../../../src/console/staff/permit-others.ts';

const permit = (number: number, change: object = {}) =>
  ({ permit: number, requester: '0xa', dataset: '0xd', purpose: 6, state: 'active', ...change }) as unknown as Permit;

it('of a permit that is revoked the others are found by which the same organisation still gets the dataset', () => {
  const all = [
    permit(1),
    permit(2, { purpose: 7 }),
    permit(3),
    permit(4, { requester: '0xb' }),
    permit(5, { dataset: '0xe' }),
    permit(6, { state: 'revoked' }),
    permit(7, { state: 'expired' }),
    permit(8, { state: 'awaitsAcceptance' }),
  ];
  expect(othersThan(permit(1), all).map((one) => one.permit)).toEqual([8, 3, 2]);
});
