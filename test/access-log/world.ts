import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { AccessLog } from '../../src/access-log/access-log.ts';
import type { Appended, Draft } from '../../src/access-log/draft.ts';
import type { AccessLogOptions } from '../../src/access-log/options.ts';
import type {
  Anchor,
  AnchorEntry,
  Anchored,
  BlockRef,
  LogMode,
  Relay,
  RelayCall,
  Sealer,
} from '../../src/access-log/ports.ts';
import type { Revocation } from '../../src/access-log/revocations.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { encodeEvidence, type RevocationEvidence } from '../../src/core/evidence.ts';
import type { Address, DatasetId, Digest, LogId, Pseudonym } from '../../src/core/ids.ts';

export const LEDGER = { chainId: 4711, membership: `0x${'11'.repeat(20)}` as Address };
export const LOG_ID = `0x${'22'.repeat(32)}` as LogId;
export const SEED: Uint8Array = new Uint8Array(32).fill(7);

export function digestOf(value: number): Digest {
  return `0x${value.toString(16).padStart(64, '0')}` as Digest;
}

export function subject(value: number): Pseudonym {
  return digestOf(value) as unknown as Pseudonym;
}

export function block(height: number): BlockRef {
  return { height, hash: digestOf(height) };
}

/** AES-256-GCM with part and number as additional data, as the gateway seals. */
export function gcmSealer(key: Uint8Array = new Uint8Array(32).fill(9)): Sealer {
  const context = (part: string, seq: number) => utf8(`${part} ${seq}`);
  return {
    seal: (part, seq, plaintext) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context(part, seq));
      return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    open: (part, seq, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(context(part, seq));
      decipher.setAuthTag(sealed.subarray(sealed.length - 16));
      return Buffer.concat([decipher.update(sealed.subarray(12, sealed.length - 16)), decipher.final()]);
    },
  };
}

/** A chain that holds one log, and does what it is told to. */
export class FakeChain implements Anchor, Relay {
  readonly mode: LogMode;
  size = 0;
  heads: { size: number; root: Digest }[] = [];
  entries: AnchorEntry[] = [];
  calls: RelayCall[] = [];
  height = 1;
  /** Decides what a call does: nothing special, fail before or after it took effect, or never answer. */
  fault: (call: 'head' | 'write' | 'relay') => 'none' | 'refuse' | 'mine-and-fail' | 'hang' = () => 'none';
  reject: string | undefined;

  constructor(mode: LogMode = 'heads-only') {
    this.mode = mode;
  }

  readonly latestBlock = (): BlockRef => block(this.height);

  head(): Promise<{ size: number; root?: Digest }> {
    return this.#behave('head', () => {
      const last = this.heads.at(-1);
      return last === undefined ? { size: this.size } : { size: this.size, root: last.root };
    });
  }

  record(size: number, root: Digest, entries: readonly AnchorEntry[]): Promise<Anchored> {
    return this.#behave('write', () => {
      if (size !== this.size + entries.length) throw new Error('AccessLogSizeInvalid');
      this.entries.push(...entries);
      return this.#mine(size, root);
    });
  }

  checkpoint(size: number, root: Digest): Promise<Anchored> {
    return this.#behave('write', () => {
      if (size < this.size) throw new Error('AccessLogSizeInvalid');
      return this.#mine(size, root);
    });
  }

  send(call: RelayCall): ReturnType<Relay['send']> {
    return this.#behave('relay', () => {
      this.calls.push(call);
      if (this.reject !== undefined) return { outcome: 'rejected' as const, code: this.reject };
      this.height++;
      return { outcome: 'mined' as const, transaction: digestOf(call.seq), height: this.height };
    });
  }

  #mine(size: number, root: Digest): Anchored {
    this.size = size;
    this.heads.push({ size, root });
    this.height++;
    return { height: this.height, time: Date.now() };
  }

  async #behave<T>(call: 'head' | 'write' | 'relay', act: () => T): Promise<T> {
    const fault = this.fault(call);
    if (fault === 'refuse') throw new Error('refused');
    if (fault === 'hang') return new Promise(() => undefined);
    const result = act();
    if (fault === 'mine-and-fail') throw new Error('the answer was lost');
    return result;
  }
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'custos-log-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Opens a log over a fake chain; closed after the test unless it is kept. */
export async function openLog(
  options: Partial<AccessLogOptions> & { directory: string; chain?: FakeChain; kept?: boolean },
): Promise<AccessLog> {
  const { chain = new FakeChain(), kept = false, ...rest } = options;
  const log = await AccessLog.open({
    ledger: LEDGER,
    logId: LOG_ID,
    key: SEED,
    sealer: gcmSealer(),
    latestBlock: chain.latestBlock,
    relay: chain,
    anchor: chain,
    maxUnanchored: () => Number.POSITIVE_INFINITY,
    software: 'custos/test',
    anchorEvery: 5,
    publishEvery: 20,
    ledgerTimeout: 150,
    retryAfter: 2,
    ...rest,
  });
  if (!kept) cleanups.push(() => log.close());
  return log;
}

const EVIDENCE = encodeEvidence({ v: 1, kind: 'interruption', itemsSent: 3 });

/** A release of one row of the subject. */
export function release(height: number, after: number, of = 1, mark?: (seq: number) => void): Draft {
  return {
    block: block(height),
    decision: { after, concerns: (revocation: Revocation) => revocation.subject === subject(of) },
    build: (seq) => {
      mark?.(seq);
      return {
        entry: {
          kind: 'release',
          outcome: 'released',
          dataset: digestOf(5) as unknown as DatasetId,
          version: 1,
          requester: `0x${'33'.repeat(20)}` as Address,
          permit: 7,
          purpose: 4,
          delivery: 'download',
          rows: { root: digestOf(seq), count: 1 },
        },
        evidence: EVIDENCE,
        attachment: utf8(`rows of ${seq}`),
      };
    },
  };
}

export function refusal(height: number): Draft {
  return {
    block: block(height),
    build: () => ({ entry: { kind: 'release', outcome: 'refused', reason: 'no-permit' }, evidence: EVIDENCE }),
  };
}

export function revocation(of = 1): RevocationEvidence {
  return {
    v: 1,
    kind: 'revocation',
    subject: subject(of),
    scope: 'epoch',
    call: { to: `0x${'44'.repeat(20)}` as Address, data: '0x01020304' },
  };
}

/** Appends, and fails the test where the log wants a new decision. */
export async function appended(log: AccessLog, draft: Draft): Promise<Appended> {
  const result = await log.append(draft);
  if (result.kind !== 'appended') throw new Error(`expected an entry, got ${result.kind}`);
  return result;
}

export async function until(holds: () => boolean, ms = 5_000): Promise<void> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
