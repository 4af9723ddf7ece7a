import { expect, it } from 'vitest';
import { withdrawnUntil } from '../../src/client/withdrawals.ts';
import type { Hex } from '../../src/core/bytes.ts';
import { type CallValue, callData } from '../../src/core/call-data.ts';
import { toAddress } from '../../src/core/ids.ts';

const SUBJECT: Hex = `0x${'5a'.repeat(32)}`;
const FORM: Hex = `0x${'f0'.repeat(32)}`;
const BY = ['0x01', '0x02'] as const;
const to = toAddress(`0x${'11'.repeat(20)}`, 'The contract');
const called = (signature: string, values: readonly CallValue[]) => ({ to, data: callData(signature, values) });

it.each([
  ['pause', 'pause(bytes32,uint40,uint16,(bytes,bytes))', [SUBJECT, 1_800_000_000, 2, BY], { until: 1_800_000_000 }],
  ['pause', 'pauseRecorded(bytes32,uint40,bytes32)', [SUBJECT, 1_800_000_000, FORM], { until: 1_800_000_000 }],
  ['opt-out', 'optOut(bytes32,uint8,uint16,(bytes,bytes))', [SUBJECT, 1, 2, BY], { isOfEverything: false }],
  ['opt-out', 'optOutRecorded(bytes32,uint8,bytes32)', [SUBJECT, 2, FORM], { isOfEverything: true }],
  ['epoch', 'revokeAllRecorded(bytes32,bytes32)', [SUBJECT, FORM], {}],
] as const)('says of a %s by %s how far it goes', (scope, signature, values, far) => {
  expect(withdrawnUntil({ scope, call: called(signature, values) })).toEqual(far);
});
