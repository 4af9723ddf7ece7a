import type { Logger } from 'pino';
import type { Relay } from '../../access-log/ports.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { LedgerState } from './ledger-state.ts';
import { mayBeRefused, showsEffect } from './relayed-call.ts';

/** What the engine says became of a withdrawal is believed only as far as the proven events bear it out: else it could
 *  end one by a lie. The log sends again, and the withdrawal counts meanwhile. */
export function relayOf(state: LedgerState, logger: Pick<Logger, 'error'>): Relay {
  const contradicted = (what: string): CustosError => {
    const message = `The ledger’s engine says that a withdrawal was ${what}, and the chain’s events do not show why it could be so. It counts, and is sent again.`;
    const error = new CustosError('LEDGER_INCOMPLETE', message);
    logger.error({ err: error }, 'a withdrawal is sent again');
    return error;
  };
  return {
    send: async ({ time, block: rest, to, data }) => {
      try {
        const { transaction, block } = await state.writer.send({ to, data });
        await state.reached(block.height);
        if (!showsEffect(state, data)) throw contradicted('mined');
        return { outcome: 'mined', transaction, height: block.height };
      } catch (error) {
        // Only a contract's own refusal is for good; what the engine refuses is sent again.
        if (!isCustosError(error, 'LEDGER_REJECTED') || error.details['error'] === undefined) throw error;
        // The entry that says so must rest on a block that shows why: an auditor looks for the reason there.
        await state.caughtUp();
        const { maxUnanchored, clockSkew } = await state.policyIn(rest);
        const acknowledged = Math.floor(time / 1000);
        if (!mayBeRefused(state, data, { acknowledged, due: acknowledged + maxUnanchored + clockSkew })) {
          throw contradicted('rejected');
        }
        return { outcome: 'rejected', code: String(error.details['error']) };
      }
    },
  };
}
