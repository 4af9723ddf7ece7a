import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pin } from '../client/pins.ts';
import { judgeReceipt } from '../client/receipt-verdict.ts';
import type { Entry } from '../core/entry.ts';
import { isCustosError } from '../core/errors.ts';
import { whereAbsent } from './fact-files.ts';
import { openEvidence } from './opened-evidence.ts';
import { readEvidence, readReceipt, receiptDirectory } from './receipt-files.ts';

/** A withdrawal whose receipt was kept, and verifies. */
export interface KeptWithdrawal {
  readonly file: string;
  readonly entry: Entry;
}

interface Withdrawn {
  readonly subject: string;
  readonly grant: string;
}

/** The first receipt among those that are kept that proves the withdrawal of just this grant. What cannot be read or
 *  does not verify is passed over. */
export async function keptWithdrawal(
  dataDir: string,
  pins: readonly Pin[],
  wanted: Withdrawn,
): Promise<KeptWithdrawal | undefined> {
  const directory = receiptDirectory(dataDir);
  const names = await readdir(directory).catch(whereAbsent([]));
  for (const name of names.filter((one) => one.endsWith('.tlog-proof')).sort()) {
    const file = join(directory, name);
    const entry = await openIf(file, pins, wanted);
    if (entry) return { file, entry };
  }
  return undefined;
}

async function openIf(file: string, pins: readonly Pin[], wanted: Withdrawn): Promise<Entry | undefined> {
  try {
    const evidence = await readEvidence(file);
    const judged = evidence && judgeReceipt(await readReceipt(file), pins);
    if (judged?.verdict !== 'verified') return undefined;
    const { entry, consents } = judged;
    const opened = openEvidence(entry, evidence as Uint8Array, consents);
    if (opened.kind !== 'revocation' || opened.withdrawal.subject !== wanted.subject) return undefined;
    // The ledger may have refused it since.
    if (opened.evidence.unchecked) return undefined;
    // One of everything ended what had been given by then, and when this one was, only the ledger proves.
    return opened.withdrawal.grant === wanted.grant ? entry : undefined;
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}
