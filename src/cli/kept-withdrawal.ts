import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Withdrawal } from '../audit/decision/withdrawals.ts';
import type { Pin } from '../client/pins.ts';
import { judgeReceipt } from '../client/receipt-verdict.ts';
import type { Hex } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { whereAbsent } from './fact-files.ts';
import { openEvidence } from './opened-evidence.ts';
import { readEvidence, readReceipt, receiptDirectory } from './receipt-files.ts';

/** A withdrawal whose receipt was kept, and verifies. */
export interface KeptWithdrawal {
  readonly file: string;
  readonly entry: Entry;
  /** Of a patient, and of one grant where it was not of all. */
  readonly withdrawal: Withdrawal;
  /** What was relayed for it. */
  readonly call: { readonly to: Address; readonly data: Hex };
}

interface Withdrawn {
  readonly subject: string;
  readonly grant: string;
}

/** The first receipt among those that are kept that proves the withdrawal of just this grant. */
export async function keptWithdrawal(
  dataDir: string,
  pins: readonly Pin[],
  wanted: Withdrawn,
): Promise<KeptWithdrawal | undefined> {
  for await (const kept of keptWithdrawals(dataDir, pins)) {
    const { subject, grant } = kept.withdrawal;
    // One of everything ended what had been given by then, and when this one was, only the ledger proves.
    if (subject === wanted.subject && grant === wanted.grant) return kept;
  }
  return undefined;
}

/** All that are proved by receipts that are kept. What cannot be read or does not verify is passed over. */
export async function* keptWithdrawals(dataDir: string, pins: readonly Pin[]): AsyncGenerator<KeptWithdrawal> {
  const directory = receiptDirectory(dataDir);
  const names = await readdir(directory).catch(whereAbsent([]));
  for (const name of names.filter((one) => one.endsWith('.tlog-proof')).sort()) {
    const kept = await openIf(join(directory, name), pins);
    if (kept) yield kept;
  }
}

async function openIf(file: string, pins: readonly Pin[]): Promise<KeptWithdrawal | undefined> {
  try {
    const evidence = await readEvidence(file);
    const judged = evidence && judgeReceipt(await readReceipt(file), pins);
    if (judged?.verdict !== 'verified') return undefined;
    const { entry, consents } = judged;
    const opened = openEvidence(entry, evidence as Uint8Array, consents);
    // The ledger may have refused what was not checked.
    if (opened.kind !== 'revocation' || opened.evidence.unchecked) return undefined;
    return { file, entry, withdrawal: opened.withdrawal, call: opened.evidence.call };
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}
