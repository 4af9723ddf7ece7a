import { z } from 'zod';
import type { Pseudonym } from '../../core/ids.ts';
import type { Call } from '../../ledger/calls.ts';
import { seconds } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { choices, describeChoices } from './consents.ts';
import { inTransaction } from './ledger.ts';

export const withheld = z.enum(['research', 'all']).meta({
  description: '`research`: nothing for research; `all`: nothing at all, emergencies included.',
});
export const lower = z.enum(['none', 'research']).meta({ description: 'What stays withheld.' });
export const turn = z.int().min(0).max(0xffff).meta({ description: 'As `prepare` gave it.' });
export const until = seconds.meta({
  description: 'Seconds since 1970 UTC: the last one of the pause, at most ten years ahead.',
});
export const deadline = seconds.meta({
  description: 'Seconds since 1970 UTC until which it can be sent. Send it back.',
});
export const widenedChoices = z.object({ ...inTransaction, ...choices });

/** Sends what gives back, and says what stands once the chain has it. */
export async function widened(state: LedgerState, call: Call, subject: Pseudonym) {
  const { block, transaction } = await state.send(call);
  await state.reached(block.height);
  return { transaction, height: block.height, ...describeChoices(state, subject) };
}
