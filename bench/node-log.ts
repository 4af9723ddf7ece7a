import { AccessLog } from '../src/access-log/access-log.ts';
import type { Draft } from '../src/access-log/draft.ts';
import type { Anchor } from '../src/access-log/ports.ts';
import { startEmbeddedChain } from '../src/cli/embedded-chain.ts';
import { keyPath, readLogKey } from '../src/cli/key-files.ts';
import type { NodeConfig } from '../src/cli/node-config.ts';
import { logSealer } from '../src/gateway/release/log-sealer.ts';
import { ledgerCalls } from '../src/ledger/calls.ts';
import { readKey } from '../src/ledger/keystore.ts';
import { type LedgerReader, openLedger } from '../src/ledger/reader.ts';
import { type LedgerWriter, openWriter } from '../src/ledger/writer.ts';
import { Vault } from '../src/vault/vault.ts';

const CALLERS = 512;

export interface NodeParts {
  readonly vault: Vault;
  readonly reader: LedgerReader;
  readonly writer: LedgerWriter;
}

export interface Filling {
  /** What stands on ledger and vault before the log begins. */
  readonly before?: (parts: NodeParts) => Promise<void>;
  readonly entries: number;
  /** Of the entry that leaves so many to write: what is decided at `block`, after the withdrawals of `after`. */
  readonly draft: (block: Draft['block'] & object, after: number, left: number) => Draft;
  /** Told after each, by how many are left. */
  readonly onWritten?: (left: number) => void;
}

/** Fills the ledger, the vault and the log of a node that was founded and does not run; resolves once all of the log is anchored. */
export async function fillNode(directory: string, config: NodeConfig, filling: Filling): Promise<void> {
  const { membership, administrator, logId, chain } = config;
  if (!membership || !administrator || !logId || chain.kind !== 'embedded') throw new Error('nothing was founded');
  const key = await readKey(keyPath(directory, 'gateway'), undefined);
  const process = await startEmbeddedChain({ directory, chainId: chain.chainId, port: 0, administrator, membership });
  const reader = await openLedger({ url: process.url, membership });
  const writer = await openWriter({ reader, key });
  const rootKey = { file: keyPath(directory, 'root') };
  const vault = await Vault.open({ directory: `${directory}/vault`, rootKey, create: true });
  try {
    await filling.before?.({ vault, reader, writer });
    const { height, hash } = await reader.head();
    const block = { height, hash };
    await using log = await AccessLog.open({
      directory: `${directory}/log`,
      ledger: reader.ledger,
      logId,
      key: await readLogKey(directory, undefined),
      sealer: logSealer(vault),
      latestBlock: () => block,
      relay: { send: () => Promise.reject(new Error('nothing is withdrawn')) },
      anchor: anchorOf(reader, writer, logId),
      maxUnanchored: () => Number.POSITIVE_INFINITY,
      software: 'custos/bench',
      anchorEvery: 10_000,
    });
    log.start();
    await writeEntries(log, block, filling);
    while (log.oldestUnanchored() !== undefined) await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    await vault.close();
    writer.close();
    reader.close();
    await process.close();
  }
}

async function writeEntries(
  log: AccessLog,
  block: Draft['block'] & object,
  { entries, draft, onWritten }: Filling,
): Promise<void> {
  let left = entries;
  const caller = async () => {
    while (left-- > 0) {
      await log.append(draft(block, log.revocationMark(), left));
      onWritten?.(left);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** For a log that shows heads alone. */
function anchorOf(reader: LedgerReader, writer: LedgerWriter, logId: NonNullable<NodeConfig['logId']>): Anchor {
  const { accessLog } = ledgerCalls(reader.contracts);
  return {
    mode: 'heads-only',
    head: async () => ({ size: (await reader.views.accessLog.logOf(logId)).size }),
    record: () => Promise.reject(new Error('the log shows heads alone')),
    checkpoint: async (size, root) => {
      const { block } = await writer.send(accessLog.checkpoint(logId, size, root));
      return { height: block.height, time: block.time };
    },
  };
}
