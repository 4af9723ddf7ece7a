import { logVerifierKey } from '../access-log/log-key.ts';
import type { Bytes } from '../core/bytes.ts';
import { type Ledger, type LogId, logOrigin } from '../core/ids.ts';

/** A ledger as `--ledger` takes it. */
export function writtenLedger({ chainId, membership }: Ledger): string {
  return `${chainId}:${membership}`;
}

/** C2SP verifier key of a node's log. */
export function ownLogKey(ledger: Ledger, logId: LogId, seed: Bytes): string {
  return logVerifierKey(logOrigin(ledger, logId), seed);
}

/** What the operator of a node publishes, and where. */
export function publishLines(ledger: Ledger, logKey: string): string[] {
  return [
    'Publish these two where others find them without this gateway, such as on your own website and in your contracts:',
    `  ledger ${writtenLedger(ledger)} (they give it as --ledger)`,
    `  log key ${logKey} (they compare it at first contact)`,
  ];
}
