import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { type CodeAct, type NarrowingStatement, narrowingForm } from '../../core/narrowing.ts';
import { pause } from '../../core/patience.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import { newCode } from '../auth/one-time-code.ts';
import type { KeptNarrowingCode, NarrowingTables, OneTimeCode } from '../records/gateway-records.ts';
import type { Narrowed, NarrowingsByCode } from './narrowings-by-code.ts';

export interface NarrowingCodeDeps {
  readonly tables: NarrowingTables;
  readonly records: Pick<SealedRecords, 'write'>;
  /** Whom the hospital knows by that; undefined where it is nobody who can be named. */
  readonly find: (identifier: string) => Promise<Pseudonym | undefined>;
  /** What brings the person the code; undefined where nothing can. */
  readonly message: (subject: Pseudonym, code: OneTimeCode) => Promise<RecordChange | undefined>;
  readonly narrowings: NarrowingsByCode;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What is answered to whoever asks for a code, known or not. */
export interface AskedCode {
  /** To be sent back with the code. */
  readonly attempt: Hex;
  /** In ms. */
  readonly expires: number;
}

export const CODE_MS: number = 15 * 60_000;
const MAX_TRIES = 5;
const CODE_LENGTH = 8;
/** Codes that one person is sent at most, whoever asks. */
const AN_HOUR = 3;
const A_DAY = 10;
/** The work begins some time after the answer, so that nothing of it is in the answer's time. */
const LATEST_BEGIN_MS = 500;

/** One-time codes with which somebody whose key does not work stops the use of its data. They go to the contact on file, by e-mail
 *  alone. Whoever asks is answered the same, in the same time, and what is kept of it looks the same: it learns neither whether the
 *  person is known, nor whether there is a contact. Codes, and that they were used, outlive a crash. */
export class NarrowingCodes {
  readonly #deps: NarrowingCodeDeps;
  readonly #newest: Map<Pseudonym, string>;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #limits = [
    new RateLimiterMemory({ keyPrefix: 'hour', points: AN_HOUR, duration: 3_600 }),
    new RateLimiterMemory({ keyPrefix: 'day', points: A_DAY, duration: 86_400 }),
  ];

  private constructor(deps: NarrowingCodeDeps, newest: Map<Pseudonym, string>) {
    this.#deps = deps;
    this.#newest = newest;
  }

  static async open(deps: NarrowingCodeDeps): Promise<NarrowingCodes> {
    const newest = new Map<Pseudonym, { readonly key: string; readonly sent: number }>();
    for await (const [key, { subject, sent, used }] of deps.tables.codes.all()) {
      if (subject === undefined || used !== undefined) continue;
      if (sent >= (newest.get(subject)?.sent ?? 0)) newest.set(subject, { key, sent });
    }
    return new NarrowingCodes(deps, new Map(Array.from(newest, ([subject, { key }]) => [subject, key])));
  }

  /** The answer says nothing of what comes of it: that is done afterwards, and a crash loses it. */
  ask(identifier: string): AskedCode {
    const attempt = toHex(randomBytes(32));
    const expires = Date.now() + CODE_MS;
    const work = this.#send(identifier, attempt, expires)
      .catch((err: unknown) => this.#deps.logger.warn({ err }, 'a one-time code that was asked for was not sent'))
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
    return { attempt, expires };
  }

  /** Does what the code permits: it counts, and is in the log, when this resolves. The same again, also after a crash, comes to the
   *  same. CHALLENGE_INVALID for a code that is wrong, used, voided or over, FORBIDDEN where the ledger takes nothing from here. */
  async use(attempt: Hex, code: string, act: CodeAct): Promise<Narrowed> {
    // Before a try is counted: it would be of no use to anybody.
    this.#deps.narrowings.requireActing();
    return this.#turns.take(async () => {
      const key = keyOf(attempt);
      const tried = await this.#tried(key, digestOf(attempt, code));
      const { subject, sent } = tried;
      if (subject === undefined) throw useless();
      if (tried.used !== undefined) return this.#again(subject, tried.used, act);
      this.#deps.narrowings.requireThere(subject);
      const salt = toHex(randomBytes(32)) as Digest;
      const statement: NarrowingStatement = {
        ...act,
        v: 1,
        kind: 'narrowing-by-code',
        subject,
        sent,
        used: Date.now(),
        salt,
      };
      const used = { ...tried, used: narrowingForm(statement) };
      const narrowed = await this.#deps.narrowings.narrow(statement, [this.#deps.tables.codes.change(key, used)]);
      this.#newest.delete(subject);
      return narrowed;
    });
  }

  /** Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }

  /** Counts the try, for good, before the code is looked at. */
  async #tried(key: string, digest: string): Promise<KeptNarrowingCode> {
    const { codes } = this.#deps.tables;
    const kept = await codes.get(key);
    if (kept === undefined || kept.expires < Date.now() || kept.tries >= MAX_TRIES) throw useless();
    const tried = { ...kept, tries: kept.tries + 1 };
    if (kept.used === undefined) await codes.put(key, tried);
    if (kept.digest !== digest) throw useless();
    return tried;
  }

  async #again(subject: Pseudonym, form: Digest, act: CodeAct): Promise<Narrowed> {
    const done = await this.#deps.narrowings.find(subject, form, act);
    if (done !== undefined) return done;
    throw useless();
  }

  async #send(identifier: string, attempt: Hex, expires: number): Promise<void> {
    await pause(randomInt(LATEST_BEGIN_MS), this.#closing.signal);
    const code = newCode(CODE_LENGTH);
    const subject = await this.#deps.find(identifier);
    const message = subject && (await this.#deps.message(subject, { text: spaced(code), expires }));
    await this.#turns.take(() => this.#keep({ attempt, code, expires, subject, message }));
  }

  /** Whatever comes of it is one write. */
  async #keep({ attempt, code, expires, subject, message }: Asked): Promise<void> {
    const { tables, records } = this.#deps;
    const key = keyOf(attempt);
    const kept = { digest: digestOf(attempt, code), expires, tries: 0, sent: Date.now() };
    const isSent = subject !== undefined && message !== undefined && (await this.#mayBeSent(subject));
    if (!isSent) return records.write([tables.codes.change(key, kept)]);
    const older = this.#newest.get(subject);
    await records.write([
      tables.codes.change(key, { ...kept, subject }),
      message,
      ...(older === undefined ? [] : [tables.codes.change(older, null)]),
    ]);
    this.#newest.set(subject, key);
  }

  /** A mailbox is not to be filled. Nobody is told that it is not: it would say who asks. */
  async #mayBeSent(subject: Pseudonym): Promise<boolean> {
    for (const limit of this.#limits) {
      const isWithin = await limit.consume(subject).then(
        () => true,
        () => false,
      );
      if (!isWithin) return false;
    }
    return true;
  }
}

interface Asked {
  readonly attempt: Hex;
  readonly code: string;
  readonly expires: number;
  readonly subject: Pseudonym | undefined;
  readonly message: RecordChange | undefined;
}

/** As it is read and typed. */
function spaced(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

function keyOf(attempt: Hex): string {
  return createHash('sha256').update(attempt).digest('hex');
}

/** Whoever reads the disk does not find the code by trying all: the asking's secret is part of it, and stands nowhere. */
function digestOf(attempt: Hex, code: string): string {
  return createHash('sha256').update(`${attempt} ${code}`).digest('hex');
}

function useless(): CustosError {
  return new CustosError(
    'CHALLENGE_INVALID',
    'The code is wrong, or it was used, replaced by a newer one, tried five times, or is older than 15 minutes. Nothing was changed. Ask for a new one, or call the hospital: it records the same by telephone.',
  );
}
