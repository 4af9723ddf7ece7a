import type { Logger } from 'pino';
import type { AccessLog } from '../../access-log/access-log.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Address, Digest, GrantId, Pseudonym } from '../../core/ids.ts';
import type { NotificationChannel, NotificationLanguage } from '../../core/notification.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { LedgerFollower } from '../ledger/ledger-follower.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { NotificationTables, OneTimeCode } from '../records/gateway-records.ts';
import type { StoredVersions } from '../release/stored-versions.ts';
import { Contacts } from './contacts.ts';
import { DELIVERY_PATIENCE, Deliverer, type DeliveryPatience } from './deliverer.ts';
import { ExpirySource } from './expiry-source.ts';
import { letterNotifier, mailFileNotifier } from './file-notifiers.ts';
import { LedgerSource } from './ledger-source.ts';
import { LogSource } from './log-source.ts';
import type { Notifier } from './notifier.ts';
import { NotificationQueue, type Sentences } from './queue.ts';
import { type SmtpServer, smtpNotifier } from './smtp-notifier.ts';
import { recordedSentences } from './texts.ts';
import { UseDigests } from './use-digests.ts';

/** How people are told. Where a channel is left out, what waits for it stays in the queue. */
export interface NotificationOptions {
  /** Where people look at what happened. */
  readonly link: string;
  /** Sender of e-mails. */
  readonly from?: string | undefined;
  readonly smtp?: SmtpServer | undefined;
  /** Directory into which e-mails are written, in place of a server. */
  readonly outbox?: string | undefined;
  /** Directory into which letters are written. */
  readonly letters?: string | undefined;
  readonly patience?: Partial<DeliveryPatience>;
}

export interface NotificationDeps {
  readonly tables: NotificationTables;
  readonly records: SealedRecords;
  readonly holder: Address;
  /** Whether somebody is on paper only: no e-mail goes there. */
  readonly isOnPaper: (subject: Pseudonym) => boolean;
  readonly logger: Logger;
}

export interface FollowedSources {
  readonly state: LedgerState;
  readonly log: AccessLog;
  readonly versions: StoredVersions;
  /** What the holder is called. */
  readonly name: () => string | undefined;
  /** The sentences that are of a consent alone; undefined where its terms are gone. */
  readonly consentLines: (grant: GrantId, language: NotificationLanguage) => Promise<readonly string[] | undefined>;
}

const FORGET_MS = 400 * 86_400_000;
const SWEEP_MS = 24 * 3_600_000;

/** What patients are told: taken from ledger and log in the background, kept until it was brought to them, and listed. No act waits for
 *  it, and none fails with it. */
export class Notifications {
  readonly queue: NotificationQueue;
  readonly contacts: Contacts;
  readonly #deps: NotificationDeps;
  readonly #ledger: LedgerSource;
  readonly #open: { close(): Promise<void> }[] = [];
  #sweeping: NodeJS.Timeout | undefined;
  #deliverer: Deliverer | undefined;
  #canMail = false;

  static async open(deps: NotificationDeps): Promise<Notifications> {
    const queue = new NotificationQueue(deps.tables, deps.records, deps.isOnPaper);
    return new Notifications(deps, queue, await LedgerSource.open({ ...deps, queue }));
  }

  private constructor(deps: NotificationDeps, queue: NotificationQueue, ledger: LedgerSource) {
    this.#deps = deps;
    this.queue = queue;
    this.#ledger = ledger;
    this.contacts = new Contacts(queue, () => ledger.settled());
  }

  /** To be told of the ledger's events, from its opening on. */
  get follower(): LedgerFollower {
    return this.#ledger;
  }

  /** Begins to read what happens, and to bring it to people. */
  async start(
    { state, log, versions, name, consentLines }: FollowedSources,
    options?: NotificationOptions,
  ): Promise<void> {
    const { queue } = this;
    const { logger, holder } = this.#deps;
    const patience = { ...DELIVERY_PATIENCE, ...options?.patience };
    const sentences: Sentences = async (act, language) => {
      const lines = 'grant' in act ? await consentLines(act.grant, language).catch(unlessKnown) : [];
      return lines && recordedSentences(act, language, lines);
    };
    const notifiers = options === undefined ? {} : notifiersOf(options, name);
    this.#canMail = notifiers.email !== undefined;
    await this.#ledger.begin(state.block.height, sentences);
    this.#open.push(
      await LogSource.open({ queue, digests: new UseDigests(queue), log, versions, logger, poll: patience.poll }),
    );
    this.#open.push(new ExpirySource({ queue, state, holder, logger }));
    const { subjects } = state.index;
    this.#deliverer = new Deliverer({
      queue,
      notifiers,
      sender: () => ({ name: name(), link: options?.link ?? '' }),
      isErased: (subject) => subjects.isErased(subjects.find(subject)),
      logger,
      patience,
    });
    this.#open.push(this.#deliverer);
    const sweep = () =>
      queue.forgetBefore(Date.now() - FORGET_MS).catch((err: unknown) => {
        logger.warn({ err }, 'old notifications were not removed');
      });
    this.#sweeping = setInterval(sweep, SWEEP_MS).unref();
    await sweep();
  }

  /** Has somebody told of what the gateway itself saw. Durable once resolved. */
  async tell(subject: Pseudonym, kind: 'passkey-copied'): Promise<void> {
    await this.queue.write(await this.queue.changesFor([{ subject, kind, since: Date.now() }]));
  }

  /** Whether any e-mail goes out. */
  get canMail(): boolean {
    return this.#canMail;
  }

  /** Where somebody is sent codes, and what brings one there; undefined where no e-mail goes out, or there is no address on file. */
  async codeMail(
    subject: Pseudonym,
  ): Promise<{ readonly to: string; readonly bring: (code: OneTimeCode) => RecordChange } | undefined> {
    const [contact] = this.#canMail ? await this.queue.contactsOf([subject]) : [];
    if (contact?.email === undefined) return undefined;
    const message = { subject, kind: 'narrowing-code', channel: 'email', to: contact, attempts: 0 } as const;
    return {
      to: contact.email,
      bring: (code) => this.queue.waiting({ ...message, since: Date.now(), code }),
    };
  }

  /** Of somebody on paper only: resolves when nothing goes there by e-mail any more, and what was to go so goes by post, or nowhere. */
  async leaveEmail(subject: Pseudonym): Promise<void> {
    await this.#deliverer?.settled(subject, 'email');
    await this.queue.leaveEmail(subject);
  }

  /** What is written before an act by a code, so that it is told of as such alone. */
  byCode(subject: Pseudonym, form: Digest): RecordChange {
    return this.queue.tables.byCode.change(form, true, subject);
  }

  /** What has somebody told of what the gateway itself saw, to be written together with that. */
  async changesFor(subject: Pseudonym, kind: 'narrowed-by-code' | 'binding-waits'): Promise<RecordChange[]> {
    return this.queue.changesFor([{ subject, kind, since: Date.now() }]);
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    await Promise.all(this.#open.map((one) => one.close()));
    await this.#ledger.close();
  }
}

/** What cannot be said keeps nobody from being told. */
function unlessKnown(error: unknown): undefined {
  if (!isCustosError(error)) throw error;
}

function notifiersOf(
  { from = '', smtp, outbox, letters }: NotificationOptions,
  name: () => string | undefined,
): Partial<Record<NotificationChannel, Notifier>> {
  const sender = { from, name };
  const email = smtp ? smtpNotifier(smtp, sender) : outbox === undefined ? undefined : mailFileNotifier(outbox, sender);
  const post = letters === undefined ? undefined : letterNotifier(letters, name);
  return { ...(email ? { email } : {}), ...(post ? { post } : {}) };
}
