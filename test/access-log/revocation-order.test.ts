import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppendResult } from '../../src/access-log/draft.ts';
import type { Revocation } from '../../src/access-log/revocations.ts';
import { decodeEntry, type Entry } from '../../src/core/entry.ts';
import { decodeEvidence } from '../../src/core/evidence.ts';
import { MemoryDisk } from './memory-disk.ts';
import { block, FakeChain, openLog, release, revocation, subject } from './world.ts';

const open = (chain = new FakeChain(), disk = new MemoryDisk()) =>
  openLog({ directory: 'log', files: disk.files, chain, kept: true });

describe('G3: a revocation that is sequenced', () => {
  it('keeps out a release that was decided before it', async () => {
    const log = await open();
    const mark = log.revocationMark();
    const acknowledged = log.acknowledgeRevocation(revocation(1));
    const result = await log.append(release(1, mark, 1));
    expect(result).toMatchObject({ kind: 'revoked-since', revocations: [{ subject: subject(1), seq: 1 }] });
    expect((await acknowledged).seq).toBe(1);
    expect(await log.append(release(1, mark, 2))).toMatchObject({ kind: 'appended', seq: 2 });
  });

  it('is heard at once by those who decide, and after the sync by those who stream', async () => {
    const log = await open();
    const heard: string[] = [];
    log.subscribe({
      sequenced: ({ seq }) => heard.push(`sequenced ${seq}`),
      durable: ({ seq }) => heard.push(`durable ${seq}`),
    });
    const acknowledged = log.acknowledgeRevocation(revocation(1));
    expect(heard).toEqual(['sequenced 1']);
    await acknowledged;
    expect(heard).toEqual(['sequenced 1', 'durable 1']);
  });

  it('stops the log where a listener could not take it in', async () => {
    const log = await open();
    log.subscribe({
      sequenced: () => {
        throw new Error('the overlay is full');
      },
    });
    await expect(log.acknowledgeRevocation(revocation(1))).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
    await expect(log.append(release(1, 0, 2))).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
  });

  it('precedes no release of the subject, however requests and revocations interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 })), { minLength: 5, maxLength: 30 }),
        async (scheduler, acts) => {
          const log = await open();
          const revoked = new Set<string>();
          log.subscribe({ sequenced: (one: Revocation) => revoked.add(one.subject) });
          const owners = new Map<number, number>();
          const step = scheduler.scheduleFunction(async () => undefined);
          const request = async (owner: number): Promise<AppendResult | undefined> => {
            for (;;) {
              await step();
              const mark = log.revocationMark();
              if (revoked.has(subject(owner))) return undefined;
              await step();
              const result = await log.append(release(1, mark, owner, (seq) => owners.set(seq, owner)));
              if (result.kind === 'appended') return result;
            }
          };
          const withdraw = async (owner: number) => {
            await step();
            await log.acknowledgeRevocation(revocation(owner));
          };
          const all = Promise.all(acts.map(([withdraws, owner]) => (withdraws ? withdraw(owner) : request(owner))));
          await scheduler.waitFor(all);
          const gone = new Set<string>();
          for (let seq = 0; seq < log.size; seq++) {
            const entry: Entry = decodeEntry(await log.read.entry(seq));
            if (entry.kind === 'revocation') {
              const evidence = decodeEvidence(await log.read.evidence(seq));
              if (evidence.kind === 'revocation') gone.add(evidence.subject);
            }
            const owner = owners.get(seq);
            if (entry.rows !== undefined && owner !== undefined) expect(gone.has(subject(owner))).toBe(false);
          }
          await log.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the relay', () => {
  it('sends each acknowledged call, and logs what became of it at a block that knows it', async () => {
    const chain = new FakeChain();
    const log = await open(chain);
    const settled: string[] = [];
    log.subscribe({ settled: ({ seq }, outcome) => settled.push(`${seq} ${outcome}`) });
    let mined = 0;
    const { send } = chain;
    chain.send = async (call) => {
      const outcome = await send.call(chain, call);
      if (outcome.outcome === 'mined') mined = outcome.height;
      return outcome;
    };
    log.start();
    await log.acknowledgeRevocation(revocation(1));
    await fulfilled(() => log.size === 3);
    expect(chain.calls).toMatchObject([{ seq: 1, ...revocation(1).call }]);
    const relay = decodeEntry(await log.read.entry(2));
    expect(relay).toMatchObject({ kind: 'relay', outcome: 'mined', of: 1 });
    expect(relay.block.height).toBeGreaterThanOrEqual(mined);
    expect([settled, log.pendingRevocations()]).toEqual([['1 mined'], []]);
  });

  it('waits with the entry until decisions rest on a block that knows the call', async () => {
    const chain = new FakeChain();
    let seen = 1;
    const log = await openLog({
      directory: 'log',
      files: new MemoryDisk().files,
      chain,
      latestBlock: () => block(seen),
    });
    log.start();
    await log.acknowledgeRevocation(revocation(1));
    await fulfilled(() => chain.calls.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([log.size, log.pendingRevocations().length]).toEqual([2, 1]);
    seen = chain.height;
    await fulfilled(() => log.size === 3);
    expect(log.pendingRevocations()).toEqual([]);
  });

  it('logs a rejection, and tries again as long as the ledger cannot be reached', async () => {
    const chain = new FakeChain();
    let attempts = 0;
    chain.reject = 'ConsentRegistryUnknown';
    chain.fault = (call) => (call === 'relay' && attempts++ < 3 ? (attempts === 2 ? 'hang' : 'refuse') : 'none');
    const log = await open(chain);
    log.start();
    await log.acknowledgeRevocation(revocation(1));
    await fulfilled(() => log.size === 3);
    expect(attempts).toBe(4);
    expect(decodeEntry(await log.read.entry(2))).toMatchObject({ kind: 'relay', outcome: 'rejected', of: 1 });
    expect(decodeEvidence(await log.read.evidence(2))).toMatchObject({ rejection: 'ConsentRegistryUnknown' });
  });

  it('goes on after a kill with what had no answer, from the journal alone', async () => {
    const disk = new MemoryDisk();
    const down = new FakeChain();
    down.fault = () => 'refuse';
    const first = await open(down, disk);
    first.start();
    await first.acknowledgeRevocation(revocation(1));
    await first.acknowledgeRevocation(revocation(2));
    for (const fullCheck of [true, false]) {
      const chain = new FakeChain();
      const again = await openLog({ directory: 'log', files: disk.copy().files, chain, fullCheck });
      expect(again.pendingRevocations()).toMatchObject([
        { seq: 1, subject: subject(1), scope: 'epoch' },
        { seq: 2, subject: subject(2), call: revocation(2).call },
      ]);
      again.start();
      await fulfilled(() => again.pendingRevocations().length === 0);
      expect(chain.calls.map(({ seq }) => seq)).toEqual([1, 2]);
    }
    await first.close();
    const third = await open(new FakeChain(), disk);
    expect(third.pendingRevocations().length).toBe(2);
    await third.close();
  });
});

async function fulfilled(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 10_000, interval: 5 }).toBe(true);
}
