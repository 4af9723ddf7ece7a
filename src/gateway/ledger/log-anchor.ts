import type { Anchor } from '../../access-log/ports.ts';
import type { LogId } from '../../core/ids.ts';
import type { LedgerState } from './ledger-state.ts';

/** Where the log's heads and entries go. */
export function anchorOf(
  state: LedgerState,
  { logId, mode }: { readonly logId: LogId; readonly mode: Anchor['mode'] },
): Anchor {
  const { accessLog } = state.calls;
  const { views } = state.reader;
  const send = async (call: Parameters<typeof state.writer.send>[0]) => {
    const { block } = await state.writer.send(call);
    return { height: block.height, time: block.time };
  };
  return {
    mode,
    head: async () => {
      const { size } = await views.accessLog.logOf(logId);
      const seen = state.directory.heads.get(logId);
      return seen?.size === size ? seen : { size };
    },
    record: (size, root, entries) => send(accessLog.record(logId, size, root, entries)),
    checkpoint: (size, root) => send(accessLog.checkpoint(logId, size, root)),
  };
}
