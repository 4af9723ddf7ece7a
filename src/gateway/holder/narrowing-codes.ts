import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Logger } from 'pino';
import { type Hex, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { type CodeAct, type NarrowingStatement, narrowingForm } from '../../core/narrowing.ts';
import { pause } from '../../core/patience.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import { newCode } from '../auth/one-time-code.ts';
import { neighbourhoodOf } from '../http/network.ts';
import type { KeptNarrowingCode, NarrowingTables, OneTimeCode, StandingCode } from '../records/gateway-records.ts';
import { DAY_MS, lastDay, mayMail, mayStand } from './code-budget.ts';
import type { Narrowed, NarrowingsByCode } from './narrowings-by-code.ts';

export interface NarrowingCodeDeps {
  readonly tables: NarrowingTables;
  readonly records: Pick<SealedRecords, 'write'>;
  /** Whom the hospital knows by that; undefined where it is nobody who can be named. */
  readonly find: (identifier: string) => Promise<Pseudonym | undefined>;
  /** Whether any e-mail goes out from here. */
  readonly canMail: () => boolean;
  /** How codes get to the person; undefined where nothing brings them. */
  readonly mail: (subject: Pseudonym) => Promise<CodeMail | undefined>;
  readonly narrowings: NarrowingsByCode;
  readonly logger: Pick<Logger, 'warn'>;
}

/** The way of codes to somebody. */
export interface CodeMail {
  /** The e-mail address. */
  readonly to: string;
  readonly bring: (code: OneTimeCode) => RecordChange;
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
/** The work begins some time after the answer, so that nothing of it is in the answer's time. */
const LATEST_BEGIN_MS = 500;

/** One-time codes with which somebody whose key does not work stops the use of its data. They go to the contact on file, by e-mail
 *  alone. Whoever asks is answered the same, in the same time, and what is kept of it looks the same: it learns neither whether the
 *  person is known, nor whether there is a contact. A code needs the secret of an asking: the newest that a person was sent serves
 *  whoever asks for it, so that nobody takes it away by asking. Codes, that they were used, and who asked outlive a crash. */
export class NarrowingCodes {
  readonly #deps: NarrowingCodeDeps;
  readonly #turns = new Turns();
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(deps: NarrowingCodeDeps) {
    this.#deps = deps;
  }

  /** The answer says nothing of what comes of it: that is done afterwards, and a crash loses it. `network`: what whoever asks is
   *  counted by. UNAVAILABLE, to everybody alike, where no e-mail goes out from here at all. */
  ask(identifier: string, network: string): AskedCode {
    if (!this.#deps.canMail()) throw withoutMail();
    const attempt = toHex(randomBytes(32));
    const expires = Date.now() + CODE_MS;
    const work = this.#send(identifier, { attempt, expires, network })
      .catch((err: unknown) => this.#deps.logger.warn({ err }, 'a one-time code that was asked for was not sent'))
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
    return { attempt, expires };
  }

  /** Does what the code permits: it counts, and is in the log, when this resolves. The same again, also after a crash, comes to the
   *  same. CHALLENGE_INVALID for a code that is wrong, used or over, FORBIDDEN where the ledger takes nothing from here. */
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
      const ended = await this.#endingAll(subject, tried);
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
      return this.#deps.narrowings.narrow(statement, [this.#deps.tables.codes.change(key, used), ended]);
    });
  }

  /** Makes what the person was sent void, for good. What was asked for since the last day still counts. */
  async voidOf(subject: Pseudonym): Promise<void> {
    await this.#turns.take(async () => {
      const { tables, records } = this.#deps;
      const known = await this.#standing(subject);
      if (known === undefined) return;
      const { code: _, ...rest } = known;
      await records.write([tables.standing.change(subject, { ...rest, round: known.round + 1 }, subject)]);
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
    if (kept === undefined || kept.expires < Date.now()) throw useless();
    // Whoever repeats what the code was used for has it: that is no try.
    if (kept.used !== undefined && kept.digest === digest) return kept;
    if (kept.tries >= MAX_TRIES) throw useless();
    const tried = { ...kept, tries: kept.tries + 1 };
    if (kept.used === undefined) await codes.put(key, tried);
    if (kept.digest !== digest) throw useless();
    return tried;
  }

  /** What ends the person's code with all that was asked for up to now, and begins its counts anew: whoever used one has the mailbox.
   *  CHALLENGE_INVALID where another one was used since, or the address that it went to is not on file any more. Only whoever has the code comes so far: others must learn nothing of it. */
  async #endingAll(subject: Pseudonym, { round }: KeptNarrowingCode): Promise<RecordChange> {
    const { standing } = this.#deps.tables;
    const [known, mail] = await Promise.all([this.#standing(subject), this.#deps.mail(subject)]);
    if (known === undefined || known.round !== round || known.to !== mail?.to) throw useless();
    const next = { to: known.to, round: known.round + 1, asked: [], expires: Date.now() + DAY_MS };
    return standing.change(subject, next, subject);
  }

  async #again(subject: Pseudonym, form: Digest, act: CodeAct): Promise<Narrowed> {
    const done = await this.#deps.narrowings.find(subject, form, act);
    if (done !== undefined) return done;
    throw useless();
  }

  async #send(identifier: string, asking: Asking): Promise<void> {
    await pause(randomInt(LATEST_BEGIN_MS), this.#closing.signal);
    const subject = await this.#deps.find(identifier);
    const mail = subject && (await this.#deps.mail(subject));
    await this.#turns.take(() => this.#keep(asking, subject && mail && { subject, mail }));
  }

  /** Whatever comes of it is one write. */
  async #keep(asking: Asking, known: Reached | undefined): Promise<void> {
    const { tables, records } = this.#deps;
    const { attempt, expires } = asking;
    const given = known && (await this.#given(asking, known));
    const [code, sent] = [given?.code.text ?? newCode(CODE_LENGTH), given?.code.sent ?? Date.now()];
    const kept = { digest: digestOf(attempt, code), expires, tries: 0, sent };
    const { subject, round } = given ?? {};
    const own = subject === undefined || round === undefined ? kept : { ...kept, subject, round };
    await records.write([tables.codes.change(keyOf(attempt), own), ...(given?.changes ?? [])]);
  }

  /** The code that the asking gets, and what is written of that; undefined where it gets none. Nobody is told so: it would say who
   *  is known, and who else asks. */
  async #given({ network, expires }: Asking, { subject, mail }: Reached): Promise<Given | undefined> {
    const now = Date.now();
    const from = placeOf(subject, network);
    const known = await this.#standing(subject);
    // What went to another address is neither good here, nor counted.
    const before = known?.to === mail.to ? known : undefined;
    const [asked, round] = [lastDay(before?.asked ?? [], now), known?.round ?? 0];
    if (!mayStand(asked, from)) return undefined;
    const isMailed = mayMail(asked, from, now);
    const code = isMailed ? codeToSend(before?.code, asked.at(-1)?.at ?? 0, now) : before?.code;
    if (code === undefined) return undefined;
    const asks = [...asked, { at: now, from, isMailed }];
    const standing = { to: mail.to, round, code, asked: asks, expires: now + DAY_MS };
    const kept = this.#deps.tables.standing.change(subject, standing, subject);
    const message = isMailed ? [mail.bring({ text: spaced(code.text), expires })] : [];
    return { subject, round, code, changes: [kept, ...message] };
  }

  async #standing(subject: Pseudonym): Promise<StandingCode | undefined> {
    const [known] = await this.#deps.tables.standing.getMany([subject]);
    return known;
  }
}

/** Somebody's asking, whomever it is for. */
interface Asking {
  readonly attempt: Hex;
  /** In ms. */
  readonly expires: number;
  readonly network: string;
}

interface Reached {
  readonly subject: Pseudonym;
  readonly mail: CodeMail;
}

type SentCode = NonNullable<StandingCode['code']>;

interface Given {
  readonly subject: Pseudonym;
  readonly round: number;
  readonly code: SentCode;
  readonly changes: readonly RecordChange[];
}

/** The same again for as long as somebody may be about to use it: of two in a mailbox nobody knows which is for which asking. */
function codeToSend(before: SentCode | undefined, lastAsked: number, now: number): SentCode {
  const mayBeUsed = before !== undefined && Math.abs(now - lastAsked) <= CODE_MS;
  return { text: mayBeUsed ? before.text : newCode(CODE_LENGTH), sent: now };
}

/** Whose places those are that others asked from is nobody's business, but of one person they can be told apart. */
function placeOf(subject: Pseudonym, network: string): string {
  return createHash('sha256')
    .update(`${subject} ${neighbourhoodOf(network)}`)
    .digest('hex')
    .slice(0, 16);
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

function withoutMail(): CustosError {
  return new CustosError(
    'UNAVAILABLE',
    'No e-mail is sent from here, so no code can come. Call the hospital: it stops the use of data by telephone, at once.',
  );
}

function useless(): CustosError {
  return new CustosError(
    'CHALLENGE_INVALID',
    'The code is wrong, or it was used, tried five times, or asked for more than 15 minutes ago. Nothing was changed. Take the newest that came, ask for another one, or call the hospital: it records the same by telephone.',
  );
}
