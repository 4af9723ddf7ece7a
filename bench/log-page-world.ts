import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Draft, EntryFacts } from '../src/access-log/draft.ts';
import { foundNode } from '../src/cli/founding.ts';
import { keyPath } from '../src/cli/key-files.ts';
import { canonicalBytes } from '../src/core/canonical.ts';
import type { Address, DatasetId, Digest } from '../src/core/ids.ts';
import { ROLE } from '../src/ledger/words.ts';
import { freePort } from '../test/free-port.ts';
import { fillNode } from './node-log.ts';

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
  await fillNode(directory, config, { entries, draft });
  say(`${entries} entries are written`);
  return { directory, auditor: keyPath(directory, 'auditor') };
}

function draft(block: Draft['block'] & object, after: number, number: number): Draft {
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
