import { randomBytes, randomInt } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startChainProcess } from '../../src/chain/process.ts';
import { fromHex, type Hex, toHex } from '../../src/core/bytes.ts';
import { type AccountKey, accountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Deployment, deployLedger } from '../../src/ledger/deploy.ts';

/** Names the directory of this run's deployed chain to its workers. */
const VARIABLE = 'CUSTOS_TEST_CHAIN';
/** Beside the chain's own directory. */
const CHAIN = 'chain';
const FACTS = 'deployment.json';

export interface DeployedChain {
  readonly deployment: Deployment;
  readonly administrator: AccountKey;
}

interface Facts {
  readonly deployment: Deployment;
  readonly secret: Hex;
}

/** The last file that took it: a process may run many. */
let takenBy = '';

/** Before any test file: a chain with the contracts and nobody but their administrator, which each consortium copies. Deploying
 *  takes as long as many a test. */
export default async function deployOnce(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-deployed-'));
  const secret = randomBytes(32);
  const { deployment } = await deployChain(join(directory, CHAIN), accountKey(secret));
  await writeFile(join(directory, FACTS), JSON.stringify({ deployment, secret: toHex(secret) } satisfies Facts));
  process.env[VARIABLE] = directory;
  return () => rm(directory, { recursive: true, force: true });
}

/** A stopped chain at `data`, which holds the contracts of the administrator: of one that is drawn, unless said. A test file that
 *  asks again gets another ledger each time. */
export async function deployedChain(data: string, administrator?: AccountKey): Promise<DeployedChain> {
  const directory = process.env[VARIABLE];
  // Benches have none, and no test's state either.
  const asker = directory === undefined ? '' : (expect.getState().testPath ?? '');
  if (administrator !== undefined || directory === undefined || takenBy === asker)
    return deployChain(data, administrator ?? randomAccountKey());
  takenBy = asker;
  await cp(join(directory, CHAIN), data, { recursive: true });
  const { deployment, secret } = JSON.parse(await readFile(join(directory, FACTS), 'utf8')) as Facts;
  return { deployment, administrator: accountKey(fromHex(secret)) };
}

async function deployChain(data: string, administrator: AccountKey): Promise<DeployedChain> {
  const chain = await startChainProcess({
    data,
    chainId: randomInt(1, 2 ** 40),
    senders: [administrator.address],
    blockIntervalMs: 50,
    idleIntervalMs: 1000,
  });
  try {
    return { deployment: await deployLedger({ url: chain.url, key: administrator }), administrator };
  } finally {
    await chain.close();
  }
}
