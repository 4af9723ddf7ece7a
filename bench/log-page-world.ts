import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessLog } from '../src/access-log/access-log.ts';
import type { Draft, EntryFacts } from '../src/access-log/draft.ts';
import { startEmbeddedChain } from '../src/cli/embedded-chain.ts';
import { foundNode } from '../src/cli/founding.ts';
import { keyPath, readLogKey } from '../src/cli/key-files.ts';
import type { NodeConfig } from '../src/cli/node-config.ts';
import { canonicalBytes } from '../src/core/canonical.ts';
import type { Address, DatasetId, Digest } from '../src/core/ids.ts';
import { logSealer } from '../src/gateway/release/log-sealer.ts';
import { readKey } from '../src/ledger/keystore.ts';
import { openLedger } from '../src/ledger/reader.ts';
import { ROLE } from '../src/ledger/words.ts';
import { openWriter } from '../src/ledger/writer.ts';
import { Vault } from '../src/vault/vault.ts';
import { freePort } from '../test/free-port.ts';
import { anchorOf } from './restart-world.ts';

const CALLERS = 512;
/** So many differ in what entries have in common. */
const PERMITS = 613;
const DATASET = `0x${'d5'.repeat(32)}` as DatasetId;
const ROOT = `0x${'0a'.repeat(32)}` as Digest;
const REQUESTER = `0x${'11'.repeat(20)}` as Address;
const EVIDENCE = canonicalBytes({ v: 1, kind: 'request', note: 'bench' });

export interface PageWorld {
  readonly directory: string;
  /** Key file of an auditor. */
  readonly auditor: string;
}

/** A node whose log has so many entries of releases and, one in ten, refusals, and an auditor beside it. */
export async function pageWorld(entries: number, say: (text: string) => void): Promise<PageWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-bench-page-'));
  const port = await freePort();
  const config = await foundNode({
    directory,
    // What pages need is given at this name alone.
    endpoint: `http://localhost:${port}`,
    host: 'localhost',
    port,
    chainPort: 0,
    mode: 'heads-only',
    imports: [],
    passphrase: undefined,
    members: { auditor: ROLE.auditor },
    say,
  });
  await fill(directory, config, entries);
  say(`${entries} entries are written`);
  return { directory, auditor: keyPath(directory, 'auditor') };
}

async function fill(directory: string, config: NodeConfig, entries: number): Promise<void> {
  const { membership, administrator, logId, chain } = config;
  if (!membership || !administrator || !logId || chain.kind !== 'embedded') throw new Error('nothing was founded');
  const key = await readKey(keyPath(directory, 'gateway'), undefined);
  const process = await startEmbeddedChain({ directory, chainId: chain.chainId, port: 0, administrator, membership });
  const reader = await openLedger({ url: process.url, membership });
  const writer = await openWriter({ reader, key });
  const vault = await Vault.open({
    ...{ directory: `${directory}/vault`, rootKey: { file: keyPath(directory, 'root') }, create: true },
  });
  try {
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
    let left = entries;
    const caller = async () => {
      while (left-- > 0) await log.append(draft(block, left, log.revocationMark()));
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    while (log.oldestUnanchored() !== undefined) await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    await vault.close();
    writer.close();
    reader.close();
    await process.close();
  }
}

function draft(block: Draft['block'] & object, number: number, after: number): Draft {
  const asked: Pick<EntryFacts, 'kind' | 'dataset' | 'version' | 'requester' | 'purpose' | 'permit' | 'delivery'> = {
    ...{ kind: 'release', dataset: DATASET, version: 1, requester: REQUESTER, purpose: 7 },
    ...{ permit: 1 + (number % PERMITS), delivery: 'download' },
  };
  const entry: EntryFacts =
    number % 10 === 0
      ? { ...asked, outcome: 'refused', reason: 'no-permit' }
      : { ...asked, outcome: 'released', rows: { root: ROOT, count: 64 } };
  return { block, decision: { after, concerns: () => false }, build: () => ({ entry, evidence: EVIDENCE }) };
}
