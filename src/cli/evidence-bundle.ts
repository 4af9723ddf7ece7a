import { open, rm } from 'node:fs/promises';
import { exportBundle, type OpenedBundle, openBundle } from '../audit/log/bundle.ts';
import { ledgerSource } from '../audit/source/ledger-source.ts';
import type { LedgerSource, LogSource } from '../audit/source/sources.ts';
import { CustosError } from '../core/errors.ts';
import { type LedgerReader, openLedger } from '../ledger/reader.ts';
import { checkUrl } from './context.ts';
import { confirmationsFor } from './node-config.ts';
import type { TrustOptions } from './trust.ts';

/** Writes a new file for its owner's eyes; gives its lines. What fails leaves none behind. */
export async function writeBundle(path: string, ledger: LedgerSource, logs: readonly LogSource[]): Promise<number> {
  const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new CustosError('INPUT_INVALID', `${path} is there already. Give the name of a new file.`, { cause });
  });
  try {
    let lines = 0;
    for await (const line of exportBundle(ledger, logs)) {
      await file.appendFile(`${line}\n`);
      lines++;
    }
    await file.sync();
    return lines;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

export async function readBundle(path: string): Promise<OpenedBundle> {
  const file = await open(path);
  try {
    return await openBundle(file.readLines({ encoding: 'utf8' }));
  } finally {
    await file.close();
  }
}

/** The ledger of a JSON-RPC, which must be that of the bundle. LEDGER_MISMATCH where it is another chain's. */
export async function ledgerBeside(
  { ledger: { ledger } }: OpenedBundle,
  rpc: string,
  { finality }: TrustOptions,
): Promise<{ source: LedgerSource; reader: LedgerReader }> {
  const url = checkUrl(rpc, '--rpc');
  const reader = await openLedger({ url, membership: ledger.membership, confirmations: confirmationsFor(finality) });
  if (reader.ledger.chainId === ledger.chainId) return { source: ledgerSource(reader), reader };
  reader.close();
  const { chainId } = reader.ledger;
  const message = `The JSON-RPC serves chain ${chainId}, and the bundle is of chain ${ledger.chainId}. Give another --rpc.`;
  throw new CustosError('LEDGER_MISMATCH', message);
}
