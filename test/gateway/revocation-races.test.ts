import { createSecretKey } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Response } from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AcknowledgedRevocations } from '../../src/consent/acknowledged.ts';
import type { Bytes } from '../../src/core/bytes.ts';
import { decodeEntry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { decodeEvidence, requestEncoder } from '../../src/core/evidence.ts';
import type { GrantId, LogId, Pseudonym } from '../../src/core/ids.ts';
import { MerkleTree } from '../../src/core/merkle.ts';
import type { Caller } from '../../src/gateway/auth/caller.ts';
import { ContentStream } from '../../src/gateway/http/content-stream.ts';
import type { LedgerState } from '../../src/gateway/ledger/ledger-state.ts';
import { Revocations } from '../../src/gateway/ledger/revocations.ts';
import { Access, type AccessDeps } from '../../src/gateway/release/access.ts';
import { decodeReleaseRecord } from '../../src/gateway/release/release-record.ts';
import { MemoryDisk } from '../access-log/memory-disk.ts';
import { openLog, revocation } from '../access-log/world.ts';
import { ALICE, BOB, CAROL, DATASET, enrolled, founded, id, LAB, REQUEST } from '../consent/story.ts';

/** Interleavings that are tried; the long form is `CUSTOS_RACES=100000`. */
const RACES = Number(process.env['CUSTOS_RACES'] ?? 300);

const PATIENTS = [ALICE, BOB, CAROL] as const;
/** Owner of each item: several items of a patient, apart from each other. */
const OWNERS = [0, 1, 2, 0, 1, 2, 0, 1] as const;
const PIECES = 2;
/** So much that each piece is a write of its own. */
const PIECE_BYTES = 65_600;
/** What the items of each are made of. */
const CONTENT = [0xa1, 0xb2, 0xc3].map((fill) => Buffer.alloc(PIECE_BYTES, fill));
const ROW_KEY = createSecretKey(new Uint8Array(32).fill(1));

// Clocks are at the story's time, or its permit would be over.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: story().now * 1000 }));
afterAll(() => void vi.useRealTimers());

type Step = () => Promise<void>;

/** Everybody consented, each by a grant of its own. */
function story() {
  const told = founded().tell(enrolled(CAROL));
  const grants = PATIENTS.map((subject, i) => told.grant(`grant ${i}`, subject));
  return { index: told.index, grants, now: told.now };
}

/** A vault whose reads take a turn each. */
function heldVault(step: Step) {
  const leaf = { salt: new Uint8Array(16), digest: new Uint8Array(32), owner: new Uint8Array(32) };
  const items = OWNERS.map((owner, index) => ({
    index,
    name: `item ${index}`,
    leaf: { ...leaf, size: PIECES * PIECE_BYTES, mediaType: 'text/plain', categories: 0, source: new Uint8Array(32) },
    subject: PATIENTS[owner],
  }));
  return {
    datasetRowKey: async () => ROW_KEY,
    rowKeys: async (subjects: readonly Pseudonym[]) => {
      await step();
      return subjects.map(() => ROW_KEY);
    },
    async *readItems(_: number, indexes: readonly number[]) {
      for (const index of indexes) {
        await step();
        yield { index, record: items[index], content: content(OWNERS[index] as number, step) };
      }
    },
  } as unknown as AccessDeps['vault'];
}

async function* content(owner: number, step: Step): AsyncGenerator<Bytes> {
  for (let piece = 0; piece < PIECES; piece++) {
    await step();
    yield CONTENT[owner] as Bytes;
  }
}

/** A client's connection: what is handed to it, and whether it was reset. */
class Connection extends EventEmitter {
  readonly #step: Step;
  readonly #written: (bytes: Uint8Array) => void;
  destroyed = false;
  headersSent = false;
  writableFinished = false;
  readonly socket = { resetAndDestroy: () => undefined };

  constructor(step: Step, written: (bytes: Uint8Array) => void) {
    super();
    this.#step = step;
    this.#written = written;
  }

  /** Each write fills its buffer, and it drains when its turn comes. */
  write(bytes: Uint8Array): boolean {
    this.headersSent = true;
    if (!this.destroyed) this.#written(bytes);
    void this.#step().then(() => this.emit('drain'));
    return false;
  }

  status(): this {
    return this;
  }

  set(): this {
    return this;
  }

  end(): void {
    this.writableFinished = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

interface World {
  readonly access: Access;
  readonly revocations: Revocations;
  readonly log: Awaited<ReturnType<typeof openLog>>;
  readonly caller: Caller;
  readonly end: () => Promise<void>;
}

/** What decides, logs and sends, as in the gateway; ledger, vault, disk and clients wait for their turns. */
async function world({ index, now }: ReturnType<typeof story>, step: Step): Promise<World> {
  const disk = new MemoryDisk();
  const log = await openLog({ directory: 'log', files: disk.files, latestBlock: () => index.block, kept: true });
  disk.fault = (operation) => (operation === 'sync' ? step() : undefined);
  const end = () => {
    disk.fault = () => undefined;
    return log.close();
  };
  const state = {
    index,
    acknowledged: new AcknowledgedRevocations(index),
    block: index.block,
    isActing: true,
    policy: { maxRelease: 3_600 },
    checkFresh: () => undefined,
    confirm: async () => step(),
    reached: async () => undefined,
    directory: { placeOf: () => 1 },
  } as unknown as LedgerState;
  const metrics = { revocations: { inc: () => undefined }, releases: { inc: () => undefined } };
  const known = { member: LAB, roles: new Set(['requester']) };
  const authenticator = { sessions: { check: () => undefined }, clockSkew: () => Number.MAX_SAFE_INTEGER };
  const tree = new MerkleTree(OWNERS.map((_, item) => new Uint8Array(32).fill(item)));
  const leaf = (item: number) => new Uint8Array(32).fill(item);
  const view = {
    items: OWNERS.length,
    subjectOf: Int32Array.from(OWNERS),
    pseudonym: (ordinal: number) => PATIENTS[ordinal],
    tree: { leaf, node: tree.node, inclusion: () => [] },
    sizes: OWNERS.map(() => PIECES * PIECE_BYTES),
    kinds: [],
    kindOf: [],
  };
  const decisionView = {
    ...{ dataset: DATASET, version: 1, parameters: {}, subjects: [...PATIENTS] },
    subjectOf: view.subjectOf,
    categories: new Uint32Array(OWNERS.length),
  };
  const deps = {
    ...{ state, log, logId: id<LogId>('log'), ledger: REQUEST.ledger, gateway: REQUEST.gateway },
    vault: heldVault(step),
    versions: { find: async () => ({ volume: 1, view, decisionView }) },
    metrics: { ...metrics, itemsReleased: metrics.releases },
    authenticator: { ...authenticator, whois: () => known },
  } as unknown as AccessDeps;
  const evidenceOf = requestEncoder({ type: 'siwe', message: 'signed in', signature: '0x00' });
  const session = { evidenceOf, id: 's', signer: LAB, jkt: 'j', expires: now };
  const caller = { ...known, signer: LAB, session, proof: { jws: 'a.b.c', iat: now } } as unknown as Caller;
  return { access: new Access(deps), revocations: new Revocations(log, state, deps.metrics), log, caller, end };
}

/** Turns that pass before it begins: a read takes some fifty. */
const after = fc.integer({ min: 0, max: 50 });
const act = fc.oneof(
  fc.record({ reads: fc.constant(true), after, owner: fc.constant(0), ofGrant: fc.constant(false) }),
  fc.record({ reads: fc.constant(false), after, owner: fc.integer({ min: 0, max: 2 }), ofGrant: fc.boolean() }),
);

describe('G3: a withdrawal that races with reads', () => {
  it('is followed by no byte of its patient once it is acknowledged, whatever the order of disk, ledger, vault and clients', async () => {
    const seen = { whole: 0, cut: 0, refused: 0, pieces: 0 };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(act, { minLength: 2, maxLength: 7 }), async (scheduler, acts) => {
        // What else waits for a turn of the event loop, as the log's commits do, has one as well.
        const step: Step = scheduler.scheduleFunction(async () => setImmediate());
        const told = story();
        const { access, revocations, log, caller, end } = await world(told, step);
        const acknowledged = new Set<number>();
        const late: string[] = [];
        const written = (bytes: Uint8Array) => {
          const owner = CONTENT.indexOf(bytes as Buffer<ArrayBuffer>);
          if (acknowledged.has(owner)) late.push(`bytes of patient ${owner}`);
          if (owner !== -1) seen.pieces++;
        };
        const read = async () => {
          const connection = new Connection(step, written);
          const stream = new ContentStream(connection as unknown as Response);
          const outcome = await access.stream(caller, REQUEST, stream).then(
            () => 'whole' as const,
            (error) => {
              if (isCustosError(error, 'ACCESS_REFUSED')) return 'refused' as const;
              if (isCustosError(error, 'UNAVAILABLE')) return 'cut' as const;
              throw error;
            },
          );
          seen[outcome]++;
        };
        const withdraw = async (owner: number, ofGrant: boolean) => {
          const of = { subject: PATIENTS[owner] as Pseudonym, call: revocation(1).call };
          const scope = ofGrant
            ? ({ scope: 'grant', grant: told.grants[owner] as GrantId } as const)
            : ({ scope: 'epoch' } as const);
          await revocations.acknowledge({ ...of, ...scope });
          acknowledged.add(owner);
        };
        const begin = async ({ reads, after, owner, ofGrant }: (typeof acts)[number]) => {
          for (let turn = 0; turn < after; turn++) await step();
          await (reads ? read() : withdraw(owner, ofGrant));
        };
        const all = Promise.all(acts.map(begin));
        await scheduler.waitFor(all);
        expect(late).toEqual([]);
        await expectOrder({ log });
        await end();
      }),
      { numRuns: RACES },
    );
    // All that can become of a read was among them, and what was written was looked at.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
    expect(seen.pieces).toBeGreaterThanOrEqual(seen.whole * PIECES);
  }, 3_600_000);
});

/** Nothing of a patient is released after its withdrawal in the log, and what was cut off stands there as such. */
async function expectOrder({ log }: Pick<World, 'log'>): Promise<void> {
  const withdrawn = new Set<string>();
  for (let seq = 0; seq < log.size; seq++) {
    const { kind, outcome, of } = decodeEntry(await log.read.entry(seq));
    if (outcome === 'interrupted') expect(decodeEntry(await log.read.entry(of as number)).outcome).toBe('released');
    if (kind === 'revocation') {
      const evidence = decodeEvidence(await log.read.evidence(seq));
      if (evidence.kind === 'revocation') withdrawn.add(evidence.subject);
    }
    if (outcome !== 'released') continue;
    const { items } = decodeReleaseRecord((await log.read.attachment(seq)) as Bytes);
    for (const item of items) expect(withdrawn).not.toContain(PATIENTS[OWNERS[item] as number]);
  }
}
