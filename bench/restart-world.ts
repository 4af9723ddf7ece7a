import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Draft } from '../src/access-log/draft.ts';
import { foundNode } from '../src/cli/founding.ts';
import type { NodeConfig } from '../src/cli/node-config.ts';
import { type Bytes, toHex } from '../src/core/bytes.ts';
import { canonicalBytes } from '../src/core/canonical.ts';
import { type Address, type DatasetId, type Digest, type Pseudonym, ZERO_DIGEST } from '../src/core/ids.ts';
import { noticeDigest } from '../src/core/notice.ts';
import type { GrantOpening } from '../src/core/openings.ts';
import { purposesOf } from '../src/core/purposes.ts';
import { hashTerms, recordedGrantId, type Terms, termsToJson } from '../src/core/terms.ts';
import { typedDomain } from '../src/core/typed-data.ts';
import { gatewayRecords } from '../src/gateway/records/gateway-records.ts';
import { ledgerCalls, recordedGrantCalls } from '../src/ledger/calls.ts';
import { freePort } from '../test/free-port.ts';
import { fillNode, type NodeParts } from './node-log.ts';

/** Counts up with whatever changes what is made. */
const VERSION = 1;
const GRANTS = 100_000;
const ENTRIES = 1_000_000;
/** Grants a transaction. */
const BATCH = 500;
const REQUESTER = `0x${'11'.repeat(20)}` as Address;
const NOTICE = noticeDigest('A notice of the bench.');

export interface World {
  readonly directory: string;
  readonly config: NodeConfig;
}

/** A node of 10^5 patients, each with a consent on paper, and of 10^6 entries of its log, all of it on its chain. It is
 *  made once, which takes minutes, and kept under `.cache/bench`. */
export async function restartWorld(say: (text: string) => void): Promise<World> {
  const directory = fileURLToPath(new URL(`../.cache/bench/restart-${VERSION}`, import.meta.url));
  const made = await access(directory).then(
    () => true,
    () => false,
  );
  if (!made) {
    const begun = `${directory}.new`;
    await rm(begun, { recursive: true, force: true });
    await mkdir(begun, { recursive: true });
    const config = await found(begun, say);
    await fill(begun, config, say);
    await rename(begun, directory);
  }
  return { directory, config: await found(directory, say) };
}

/** What is founded already is only read. */
async function found(directory: string, say: (text: string) => void): Promise<NodeConfig> {
  const port = await freePort();
  return foundNode({
    directory,
    endpoint: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    chainPort: 0,
    mode: 'heads-only',
    imports: [],
    passphrase: undefined,
    notices: [NOTICE],
    say,
  });
}

async function fill(directory: string, config: NodeConfig, say: (text: string) => void): Promise<void> {
  const evidence = canonicalBytes({ v: 1, kind: 'request', note: 'bench' });
  await fillNode(directory, config, {
    before: (parts) => recordConsents(parts, say),
    entries: ENTRIES,
    draft: (block, after) => draft(block, evidence, after),
    onWritten: (left) => {
      if (left % 100_000 === 0) say(`${left} entries are left`);
    },
  });
}

async function recordConsents({ vault, reader, writer }: NodeParts, say: (text: string) => void): Promise<void> {
  const terms = gatewayRecords(vault).terms;
  const domain = typedDomain(reader.ledger.chainId, reader.contracts.consents);
  const { consents } = ledgerCalls(reader.contracts);
  for (let first = 0; first < GRANTS; first += 10_000) {
    const identifiers = Array.from({ length: 10_000 }, (_, i) => `urn:bench|patient-${first + i}`);
    const subjects = (await vault.subjects.enrollMany(identifiers)) as Pseudonym[];
    const enrolled = batches(subjects).map((batch) => consents.enrollBatch(batch));
    await writer.sendAll(enrolled);
    const openings = subjects.map((subject, i): GrantOpening & { readonly form: Digest } => {
      const own = termsOf(first + i);
      const form = toHex(randomBytes(32)) as Digest;
      return { grant: recordedGrantId(domain, { subject, terms: own, form }), subject, terms: termsToJson(own), form };
    });
    await Promise.all(openings.map((opening) => terms.put(opening.grant, opening, opening.subject)));
    const records = openings.map(({ subject, form }, i) => ({ subject, terms: hashTerms(termsAt(openings, i)), form }));
    await writer.sendAll(recordedGrantCalls(reader.contracts, records, BATCH));
    say(`${first + 10_000} consents are recorded`);
  }
}

function termsAt(openings: readonly GrantOpening[], i: number): Terms {
  const { terms } = openings[i] as GrantOpening;
  return { ...terms, purposes: BigInt(terms.purposes) };
}

/** Of sixteen kinds. */
function termsOf(i: number): Terms {
  return {
    salt: toHex(randomBytes(32)) as Digest,
    notice: NOTICE,
    grantee: ZERO_DIGEST,
    scope: ZERO_DIGEST as string as DatasetId & Digest,
    purposes: purposesOf(['HMB', ...(i % 2 === 0 ? ['NCU'] : [])]),
    excluded: (i >> 1) % 8,
    from: 0,
    until: 4_000_000_000,
    options: 0,
  };
}

function batches(subjects: readonly Pseudonym[]): Pseudonym[][] {
  return Array.from({ length: Math.ceil(subjects.length / BATCH) }, (_, i) =>
    subjects.slice(i * BATCH, (i + 1) * BATCH),
  );
}

function draft(block: Draft['block'] & object, evidence: Bytes, after: number): Draft {
  return {
    block,
    decision: { after, concerns: () => false },
    build: () => ({
      entry: {
        kind: 'release',
        outcome: 'released',
        dataset: NOTICE as string as DatasetId,
        version: 1,
        requester: REQUESTER,
        permit: 1,
        purpose: 7,
        delivery: 'download',
        rows: { root: NOTICE, count: 64 },
      },
      evidence,
    }),
  };
}
